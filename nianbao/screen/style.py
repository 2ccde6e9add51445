"""The style sheet of the board: cards, headings, empty places, narrow windows, paper and the dark."""

from nianbao.screen.print_style import DARK_PRINT, PRINT_STYLE

STYLE = """<style>
.stMainBlockContainer{padding:3.6rem 2.6rem 3rem;max-width:1720px}
[data-testid="stAppViewContainer"] .stVerticalBlock{gap:.75rem}
[data-testid="InputInstructions"],[data-testid="stElementToolbar"]{display:none!important}
.nb-head{margin:.1rem 0 .2rem}
.nb-kicker{font-size:.86rem;letter-spacing:.08em;opacity:.66}
.nb-title{font-size:1.72rem;line-height:1.3;font-weight:700;margin:.1rem 0 .35rem;padding:0}
.nb-title b{font-weight:800}
.nb-tags{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center}
.nb-tag{font-size:.8rem;padding:.08rem .5rem;border-radius:4px;background:rgba(127,140,155,.16)}
.nb-lead{font-size:.9rem;opacity:.75}
.nb-demo{font-size:.9rem;font-weight:700;margin-left:.7rem;padding:.1rem .55rem;border-radius:4px;background:#C2410C;color:#fff;vertical-align:middle;white-space:nowrap}
.nb-section h2{font-size:1.2rem;font-weight:700;margin:.7rem 0 .1rem;padding:0 0 0 .6rem;border-left:4px solid #0B57A4;line-height:1.35}
.nb-sentence{margin:.25rem 0 .6rem;font-size:1rem;line-height:1.65;opacity:.88}
.nb-sentence a{color:inherit;text-decoration:underline;text-decoration-color:rgba(127,140,155,.55);text-underline-offset:.22em}
.nb-sentence a:hover{text-decoration-color:#0B57A4}
@media (min-width:721px){.nb-sentence a{white-space:nowrap}}
.nb-peer{opacity:.85}
.nb-panels{display:flex;flex-wrap:wrap;gap:.5rem 1.6rem}.nb-panel{min-width:0;display:flex;flex-direction:column}
.nb-panel .nb-cards{flex:1}
.nb-panel h2{font-size:1.12rem;font-weight:700;margin:.35rem 0 .1rem;padding:0 0 0 .6rem;border-left:4px solid #0B57A4;line-height:1.35}
.nb-panel .nb-sentence{font-size:.92rem;margin:.1rem 0 .4rem;min-height:1.5em}
.nb-panel .nb-cards{grid-template-columns:repeat(auto-fit,minmax(150px,1fr))}
.nb-cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(212px,1fr));gap:.7rem}
.nb-card{position:relative;container-type:inline-size;display:flex;flex-direction:column;border:1px solid rgba(127,140,155,.32);border-radius:8px;padding:.7rem .85rem .6rem;text-decoration:none!important;color:inherit!important;min-height:7.6rem}
.nb-card:hover{border-color:#0B57A4;box-shadow:0 1px 6px rgba(11,87,164,.18)}
.nb-card.lead{border-top:3px solid #0B57A4}
.nb-name{font-size:.9rem;opacity:.8;line-height:1.35}
.nb-value{font-size:1.95rem;font-size:min(var(--nb-large,1.95rem),calc(100cqi/var(--ems,5)));font-weight:750;line-height:1.25;white-space:nowrap;font-variant-numeric:tabular-nums}
.nb-value small{font-size:.5em;font-weight:500;margin-left:.12em;opacity:.8}
.nb-value.none{font-size:1.25rem;opacity:.55;font-weight:600}
.nb-change{font-size:.84rem;line-height:1.4}.nb-whole{white-space:nowrap}
.nb-better{color:#0B57A4}.nb-worse{color:#C2410C}.nb-muted{opacity:.66}
.nb-foot{margin-top:auto;padding-top:.35rem;display:flex;flex-wrap:wrap;gap:.3rem;align-items:center;font-size:.74rem}
.nb-foot span{padding:0 .36rem;border-radius:3px;background:rgba(127,140,155,.16)}
.nb-foot .warn{background:rgba(194,65,12,.16);color:#C2410C}
.nb-foot .fixed{background:rgba(11,87,164,.14);color:#0B57A4}
.nb-foot em{margin-left:auto;font-style:normal;opacity:.6}
.nb-spark{width:150px;max-width:100%;height:28px;margin-top:.25rem}
.nb-nothing{border:1px dashed rgba(127,140,155,.5);border-radius:8px;padding:.8rem 1rem;font-size:.92rem;line-height:1.6}
.nb-nothing b{display:block;font-weight:600}.nb-nothing span{opacity:.72}
.nb-three{display:grid;grid-template-columns:repeat(3,1fr);gap:.9rem}
@media (max-width:720px){.nb-three{grid-template-columns:1fr}}
.nb-list{border:1px solid rgba(127,140,155,.32);border-radius:8px;padding:.7rem .95rem;height:100%}
.nb-list h3{font-size:1rem;font-weight:700;margin:0 0 .3rem;padding:0}
.nb-list ul{margin:0;padding:0;list-style:none}
.nb-list li{font-size:.92rem;line-height:1.5;padding:.24rem 0;border-top:1px solid rgba(127,140,155,.18);margin:0}
.nb-list li:first-child{border-top:0}
.nb-list a{color:inherit;text-decoration:none}.nb-list a:hover{text-decoration:underline}
.nb-list li>a,.nb-list li>.l{display:flex;gap:.6rem;justify-content:space-between}
.nb-list .t{min-width:0;overflow-wrap:anywhere}
.nb-list .v{font-weight:600;font-variant-numeric:tabular-nums;text-align:right;flex:0 0 auto;max-width:58%}
.nb-list .tag{font-size:.74rem;padding:.06rem .34rem;margin-right:.4rem;border-radius:3px;background:rgba(194,65,12,.16);color:#C2410C;white-space:nowrap}
.nb-more{font-size:.8rem;opacity:.66;margin-top:.3rem}
.nb-quote{border-left:4px solid #0B57A4;background:rgba(127,140,155,.1);padding:.6rem .9rem;border-radius:0 6px 6px 0;line-height:1.75}
.nb-quote mark{background:#FFE08A;color:#1B2733;padding:0 .15rem;border-radius:2px}
.nb-table{width:100%;border-collapse:collapse;font-size:.88rem}
.nb-table th,.nb-table td{border:1px solid rgba(127,140,155,.32);padding:.3rem .45rem;text-align:center}
.nb-table th{background:rgba(127,140,155,.12);font-weight:600}
.nb-table td.row,.nb-table th.row{text-align:left;white-space:nowrap;position:sticky;left:0;background:var(--st-background-color,inherit)}
.nb-table td a{color:inherit;text-decoration:none;display:block}
.nb-table td.hit{outline:3px solid #C2410C;outline-offset:-3px;font-weight:700}
.nb-chart{position:relative}.nb-plot{width:100%}
.nb-tools{position:absolute;top:0;right:0;display:flex;gap:.3rem;opacity:0;transition:opacity .15s}
.nb-chart:hover .nb-tools,.nb-chart:focus-within .nb-tools{opacity:1}
@media (hover:none){.nb-tools{opacity:.75;top:-1.1rem}}
.nb-tools button,.nb-sheet button{font:inherit;font-size:.8rem;line-height:1.2;padding:.24rem .6rem;border:1px solid rgba(127,140,155,.5);border-radius:5px;background:var(--st-background-color,#fff);color:inherit;cursor:pointer}
.nb-tools button:hover,.nb-sheet button:hover{border-color:#0B57A4;color:#0B57A4}
.nb-sheet{position:absolute;top:2rem;right:0;z-index:5;width:min(22rem,94%);padding:.8rem;border:1px solid rgba(127,140,155,.5);border-radius:8px;background:var(--st-background-color,#fff);box-shadow:0 4px 18px rgba(0,0,0,.18);font-size:.88rem}
.nb-sheet[hidden]{display:none}
.nb-sheet label{display:block;margin-bottom:.5rem}
.nb-sheet input,.nb-sheet select{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.3rem .45rem;margin-top:.15rem;border:1px solid rgba(127,140,155,.5);border-radius:5px;background:var(--st-secondary-background-color,#fff);color:inherit}
.nb-row{display:flex;flex-wrap:wrap;gap:.35rem}.nb-said{margin:.45rem 0 0;min-height:1.2em;opacity:.8}
.nb-scroll{overflow-x:auto}
[class*="st-key-nb-only-"] button{justify-content:flex-start}[class*="st-key-nb-only-"] button>*{width:100%;justify-content:flex-start;text-align:left}[class*="st-key-nb-only-"] button p{white-space:normal}[class*="st-key-nb-add-"] button{min-height:0;padding:.1rem .6rem;font-size:.85rem;white-space:nowrap}
.nb-table sup{font-size:.66em;margin-left:.16em;opacity:.75}.nb-table caption{caption-side:top;text-align:left;font-size:.9rem;padding:.3rem 0}
.nb-left td{text-align:left}.nb-table td a.nb-year{display:inline-block;margin-right:.8em;white-space:nowrap}@media (max-width:720px){.nb-left td{white-space:nowrap}}
.gC{background:rgba(217,119,6,.22)!important}.gD{background:rgba(194,65,12,.24)!important}
.nb-saved{display:block;color:inherit!important;text-decoration:none!important;line-height:1.35}.nb-saved:hover{text-decoration:underline!important}
.nb-saved small{display:block;opacity:.62;font-size:.76rem}
.c0{opacity:.38}.c1{background:rgba(11,87,164,.12)}.c2{background:rgba(11,87,164,.28)}.c3{background:rgba(11,87,164,.5)}.cw{background:rgba(194,65,12,.28)}
@media (min-width:1800px){.nb-title{font-size:2.1rem}.nb-cards{--nb-large:2.3rem}.nb-cards{grid-template-columns:repeat(auto-fill,minmax(250px,1fr))}}
@media (max-width:720px){
.stMainBlockContainer{padding:3.4rem .8rem 2rem}
.st-key-nb-bar{gap:.5rem!important}
:is(.st-key-nb-span,.st-key-nb-share,.st-key-nb-saved,.st-key-nb-export) button{padding:.2rem .55rem;min-height:2.2rem}
:is(.st-key-nb-span,.st-key-nb-share,.st-key-nb-saved,.st-key-nb-export) button p{font-size:.86rem}
:is(.st-key-nb-span,.st-key-nb-share,.st-key-nb-saved,.st-key-nb-export) button span:has(>[data-testid="stIconMaterial"]){display:none}
.nb-title{font-size:1.3rem}.nb-demo{margin-left:.3rem;font-size:.8rem}
.nb-cards,.nb-panel .nb-cards{grid-template-columns:1fr 1fr;gap:.5rem}.nb-panel{flex-basis:100%!important}.nb-card{padding:.55rem .6rem;min-height:7.4rem}
.nb-cards{--nb-large:1.45rem}.nb-spark{height:22px}}
</style>"""
STYLE += PRINT_STYLE

DARK_STYLE = """<style>
.nb-better{color:#6CB2F7}.nb-worse{color:#FB923C}
.nb-foot .warn,.nb-list .tag{background:rgba(251,146,60,.2);color:#FB923C}.nb-foot .fixed{background:rgba(108,178,247,.2);color:#6CB2F7}
.nb-section h2,.nb-panel h2,.nb-quote{border-left-color:#6CB2F7}.nb-card.lead{border-top-color:#6CB2F7}
.nb-card:hover{border-color:#6CB2F7}
.c1{background:rgba(108,178,247,.14)}.c2{background:rgba(108,178,247,.3)}.c3{background:rgba(108,178,247,.5)}
</style>"""
DARK_STYLE += DARK_PRINT

STAGE_STYLE = """<style>
[data-testid="stHeader"],[data-testid="stToolbar"],[data-testid="stSidebar"]{display:none!important}
.stMainBlockContainer{padding:0!important;max-width:none!important}
.nb-stage{position:fixed;inset:0;z-index:999999;background:#fff;color:#1B2733;display:flex;flex-direction:column;user-select:none}
.nb-slides{position:relative;flex:1;min-height:0;overflow:hidden;cursor:pointer}
.nb-slide[hidden]{display:none}
.nb-canvas{position:absolute;left:50%;top:50%;transform-origin:center center}
.nb-remark{margin:0;padding:.5rem 14px 0;font-size:15px;line-height:1.45;color:#55636F}
.nb-problem{position:absolute;inset:0;display:flex;align-items:center;justify-content:center;font-size:24px;color:#55636F}
.nb-bar{display:flex;align-items:center;gap:.8rem;padding:.35rem 1rem;font-size:max(.85rem,1.7vh);color:#55636F;opacity:.9;transition:opacity .3s}
.nb-stage.nb-quiet .nb-bar button[data-do]{visibility:hidden}.nb-stage.nb-quiet{cursor:none}.nb-stage.nb-quiet .nb-slides{cursor:none}
.nb-dots{flex:1;display:flex;justify-content:center;gap:.45rem;flex-wrap:wrap}
.nb-dots button{width:max(.62rem,1.2vh);height:max(.62rem,1.2vh);padding:0;border:0;border-radius:50%;background:#C5CDD5;cursor:pointer}
.nb-dots button.on{background:#0B57A4}
.nb-bar button[data-do]{font:inherit;padding:.15rem .6rem;border:1px solid #C5CDD5;border-radius:5px;background:#fff;color:inherit;cursor:pointer}
.nb-stage.nb-blank .nb-slides,.nb-stage.nb-blank .nb-bar{visibility:hidden}.nb-stage.nb-blank{background:#000}
</style>"""
