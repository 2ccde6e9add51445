-- The figures of some agencies (in id order, from the first to the last number) as temp table figure.
-- Statutory cells for all but hotlines; prose by what a kind of agency speaks of. Values follow the size of the
-- agency and drift from year to year; some cells are blank, some bounds, some only about.
-- param first: integer
-- param last: integer
-- The reports lie in a table of their own: read from two row groups of a stored table, this join ends DuckDB 2.0.0 with
-- "dict-surviving cache: global dictionary column changed identity" (its pull request 23360).
create or replace temp table speaking as
select a.agency_id, a.kind, a.consolidates, r.report_year as year, r.report_id, r.edition,
    exp((hash(a.agency_id) % 1000) / 300.0) as size
from (select *, row_number() over (order by agency_id) - 1 as n from agency) a
join report r on r.agency_id = a.agency_id
where a.n between $first and $last;

create or replace temp table figure as
with cell as (
    select i.indicator_id, i.topic, i.section, i.period_kind, i.unit, i.short_name, i.position, i.value_type,
        i.edition_from, i.edition_to, t.applicant_type, t.column_name,
        i.indicator_id in (select d.indicator_id from derivation d) as derived
    from indicator i
    join (values ('total', '总计'), ('natural_person', '自然人'), ('business', '商业企业'), ('research', '科研机构'),
        ('social', '社会公益组织'), ('legal', '法律服务机构'), ('other', '其他')) as t (applicant_type, column_name)
        on t.applicant_type = 'total' or i.by_applicant
),
figures as (
    select
        s.agency_id, s.year, c.indicator_id, c.applicant_type, s.consolidates as scope, c.period_kind,
        c.unit, c.section, c.short_name, c.column_name, c.derived, c.value_type, c.topic, s.report_id,
        hash(s.agency_id, c.position, c.applicant_type) % 1000 / 1000.0 as own,
        hash(s.agency_id, c.position, c.applicant_type, s.year) % 1000 as dice,
        s.size, c.position, s.year - 2016 as age
    from speaking s
    join cell c
        on c.section is null and (
            (s.kind = 'approval_service')
            or (s.kind = 'hotline' and c.topic = 'consultation')
            or (s.kind in ('government', 'government_office') and c.topic in ('proposals', 'disclosure', 'media'))
            or (s.kind in ('department', 'institution', 'zone') and c.topic = 'disclosure' and c.position % 2 = 0)
        )
        or c.section is not null and s.edition is not null
        and c.edition_from <= s.edition and coalesce(c.edition_to, s.edition) >= s.edition
    where hash(s.agency_id, c.position, s.year, 'absent') % 100 >= case when c.section is null then 25 else 2 end
),
valued as (
    select
        *,
        case
            when value_type = 'rate' then round(100 * (0.6 + 0.4 * own) - dice / 100.0, 2)
            when section is not null and own < 0.55 then 0
            else floor(size * (1 + hash(position) % 40) * (0.5 + own) * (1 + age * 0.04) * (0.85 + dice / 3000.0))
        end as number,
        case
            when section is null and dice < 30 then 'more_than' when section is null and dice < 50 then 'about' else 'exact'
        end as qualifier,
        case
            when derived then 'reported'
            when dice >= 985 then 'blank' when dice >= 980 then 'not_applicable' when dice >= 979 then 'unreadable' else 'reported'
        end as state
    from figures
)
select
    agency_id, year, indicator_id, applicant_type, scope, period_kind, unit, section, short_name, column_name, derived, position,
    case when state = 'reported' then cast(number as decimal(20, 4)) end as value,
    case when state = 'reported' and qualifier <> 'about' then cast(number as decimal(20, 4)) end as low,
    case when state = 'reported' and qualifier = 'exact' then cast(number as decimal(20, 4)) end as high,
    state = 'reported' and qualifier = 'more_than' as low_open,
    case when state = 'reported' then qualifier else 'exact' end as qualifier,
    state,
    case when not derived then concat(report_id, '#', row_number() over (partition by report_id order by position, applicant_type)) end
        as reading_id,
    case when not derived then report_id end as report_id
from valued
