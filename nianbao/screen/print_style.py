"""How a page looks on paper: A4 landscape, only what is read, nothing cut by a page edge."""

# Streamlit scrolls inside boxes of the window's height and lays things out in flex columns: on paper both are undone,
# or all but the first page would be missing. A chart is scaled as a whole, see scalable() in assets/chart.js.
PRINT_STYLE = """<style>
@media print{
@page{size:A4 landscape;margin:9mm 11mm}
html,body,#root,#root>div,.stApp,[data-testid="stAppViewContainer"],.stMain,[data-testid="stScreencast"]{position:static!important;display:block!important;overflow:visible!important;height:auto!important;min-height:0!important;max-height:none!important}
html,body,.stApp,[data-testid="stAppViewContainer"],.stMain{background:#fff!important;color:#1B2733!important;font-size:13px}
.stMainBlockContainer{padding:0!important;max-width:none!important;width:100%!important}
.stMainBlockContainer .stVerticalBlock{display:block!important;height:auto!important;overflow:visible!important}
.stMainBlockContainer .stVerticalBlock>*{margin-bottom:.5rem;max-width:100%}
[data-testid="stHeader"],[data-testid="stToolbar"],[data-testid="stSidebar"],[data-testid="stDecoration"],[data-testid="stStatusWidget"],.stToast,[data-testid="stToastContainer"],
.st-key-nb-bar,.st-key-nb-person,.nb-tools,.nb-sheet,.stMainBlockContainer .st-key-nb-screen-only.stVerticalBlock,
.stButton,.stDownloadButton,.stLinkButton,.stPageLink,.stFormSubmitButton,.stPopover,[data-testid="stPopoverBody"],
[data-testid="stElementContainer"]:has(>.stSelectbox,>.stMultiSelect,>.stTextInput,>.stTextArea,>.stNumberInput,>.stDateInput,>.stSlider,>.stRadio,>.stCheckbox,>.stButtonGroup,>.stFileUploader,>.stButton,>.stDownloadButton,>.stLinkButton,>.stPageLink),
.stSelectbox,.stMultiSelect,.stTextInput,.stTextArea,.stNumberInput,.stDateInput,.stSlider,.stRadio,.stCheckbox,.stButtonGroup,.stFileUploader,.stForm,[data-testid="stForm"],
.stCode,[data-testid="stElementContainer"]:empty{display:none!important}
.stHorizontalBlock{break-inside:avoid}
.nb-head,.nb-card,.nb-list,.nb-panel,.nb-nothing,.nb-chart,.nb-table tr,.stAlert{break-inside:avoid}
.nb-section,.nb-panel h2,.nb-section h2,h1,h2,h3{break-after:avoid}
.nb-section h2{margin-top:.3rem}
.nb-cards{grid-template-columns:repeat(auto-fit,minmax(165px,1fr))!important;gap:.5rem}.nb-panel .nb-sentence{min-height:0}
.nb-card{min-height:0!important;padding:.45rem .6rem}.nb-value{font-size:1.5rem}.nb-spark{height:22px}
.nb-foot em{display:none}
.nb-list a,.nb-card{text-decoration:none!important}
.nb-scroll,.nb-tall{overflow:visible!important;max-height:none!important}
.nb-table{font-size:.74rem}.nb-table th,.nb-table td{padding:.16rem .26rem;position:static!important}.nb-table thead{display:table-header-group}
.nb-plot{height:auto!important;aspect-ratio:var(--nb-ratio);max-width:min(calc(var(--nb-width)*1.3),calc(172mm*var(--nb-ratio)))}
/* two rows of charts and a heading to a page; a long list keeps seven tenths of its width, however tall */
.stColumn .nb-plot{max-width:min(calc(var(--nb-width)*1.3),calc(172mm*var(--nb-ratio)),max(calc(80mm*var(--nb-ratio)),calc(var(--nb-width)*.7)))}
.nb-plot[data-nb-chart="waiting"]::after,.nb-plot[data-nb-chart="drawing"]:empty::after{content:"这张图打印时还没有画好，请稍候一两秒再打印一次。";font-size:.9rem}
.nb-plot .plot-container,.nb-plot .svg-container,.nb-plot .main-svg{width:100%!important;height:100%!important}
.nb-head *,.nb-card *,.nb-list *,.nb-table *,.nb-quote *,.nb-section *,.nb-panel *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
[data-testid="stElementContainer"]:has(.stDataFrame),[data-testid="stFullScreenFrame"]{height:auto!important}
.stDataFrame>*{display:none!important}.stDataFrame{border:0!important;width:auto!important;height:auto!important}
.stDataFrame::after{content:"（逐行的大表不打印，请在页面上下载）";font-size:.85rem;opacity:.7}
details:not([open]){display:none}
.nb-print{display:block!important}
}
.nb-print{display:none}
</style>"""

# Ink on white whatever the screen is; charts were drawn for dark paper and are turned round with their hues kept.
DARK_PRINT = """<style>
@media print{
.stApp p,.stApp h1,.stApp h2,.stApp h3,.stApp li,.stApp td,.stApp th,.stApp label,.stApp summary,.stApp .nb-head,.stApp .nb-card,.stApp .nb-list,.stApp .nb-nothing,.stApp .nb-tag{color:#1B2733!important}
.stApp .nb-better{color:#0B57A4}.stApp .nb-worse{color:#C2410C}.stApp .nb-demo{color:#fff!important}
.nb-table td.row,.nb-table th.row{background:#fff!important}
.nb-plot{filter:invert(1) hue-rotate(180deg) brightness(1.12)}
}
</style>"""
