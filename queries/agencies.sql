-- One row is one agency of the data set, with the years it covers.
-- Where no name holds the search as it is, it is taken for up to four words, the characters of each standing in a name in
-- this order with gaps: 西安审批局 and 审批 西安 find 西安市行政审批服务局.
-- param search: text =
-- param kind: text =
-- param level: text =
-- param province: text =
-- param covered_only: boolean = false
-- param limit: integer = 100000
with typed as (
    select regexp_replace(translate(trim($search), '　%_^\', ' ＼＼＼＼'), '', '%', 'g') as words
),
named as (
    select agency_id, name from agency
    union all
    select agency_id, short_name as name from agency
    union all
    select agency_id, aliases as name from agency
),
found as (
    select
        n.agency_id,
        max(case when contains(n.name, $search) then 1 else 0 end) as literal,
        max(case when n.name like split_part(t.words, ' ', 1) || '%' then 1 else 0 end)
        + max(case when n.name like split_part(t.words, ' ', 2) || '%' then 1 else 0 end)
        + max(case when n.name like split_part(t.words, ' ', 3) || '%' then 1 else 0 end)
        + max(case when n.name like split_part(t.words, ' ', 4) || '%' then 1 else 0 end) as words
    from named n
    cross join typed t
    where $search is not null and n.name is not null
    group by n.agency_id
),
best as (
    select max(literal) as literal
    from found
)
select
    a.agency_id, a.name, a.short_name, a.kind, a.level, a.region_code, a.region_name, a.province,
    a.parent_id, a.aliases, a.consolidates,
    c.first_year, c.last_year, coalesce(c.years, 0) as years, coalesce(c.topics, 0) as topics,
    coalesce(c.numbers, 0) as numbers
from agency a
left join covered c on c.agency_id = a.agency_id and c.topic = '' and c.numbers > 0
left join found f on f.agency_id = a.agency_id
cross join best b
where ($search is null or (f.words = 4 and f.literal = b.literal))
    and ($kind is null or a.kind = $kind)
    and ($level is null or a.level = $level)
    and ($province is null or a.province = $province)
    and (not $covered_only or c.numbers > 0)
order by coalesce(c.topics, 0) desc, coalesce(c.numbers, 0) desc, a.region_code nulls last, a.name, a.agency_id
limit $limit
