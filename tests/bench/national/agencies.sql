-- Fills table agency with an invented country: region codes rise with the number, so that ids of one region lie together.
-- param agencies: integer
insert into agency
with numbered as (
    select
        n,
        110000 + (n * 31 // $agencies) * 10000 + (n * 340 // $agencies) % 100 * 100 + (n * 2850 // $agencies) % 100 as region,
        n * 31 // $agencies as province, n * 340 // $agencies as city, n * 2850 // $agencies as county,
        hash(n) % 100 as dice, hash(n + 7) % 100 as second
    from range($agencies) as r (n)
),
named as (
    select
        *,
        case
            when dice < 48 then 'department' when dice < 78 then 'street_town' when dice < 84 then 'government'
            when dice < 90 then 'approval_service' when dice < 94 then 'government_office' when dice < 98 then 'institution'
            when dice < 99 then 'hotline' else 'zone'
        end as kind,
        list_extract(['东', '南', '西', '北', '中', '上', '下', '前'], 1 + province % 8) || list_extract(['山', '川', '原', '江'], 1 + province // 8)
            as province_name,
        list_extract(['云', '清', '安', '宁', '平', '乐', '丰', '和', '泰', '永'], 1 + city % 10) || list_extract(['州', '阳', '城', '溪', '港', '关', '坪'], 1 + city // 10 % 7)
            as city_name,
        list_extract(['长', '新', '古', '石', '白', '青', '金', '龙', '凤', '松', '梅'], 1 + county % 11) || list_extract(['林', '桥', '湾', '岭', '塘', '坡', '洲', '泉', '沟'], 1 + county // 11 % 9)
            as county_name
    from numbered
)
select
    format('{:06d}-{:05d}', region, n) as agency_id,
    concat(province_name, '省', city_name, '市', county_name, '县', case kind
        when 'department' then list_extract(['财政局', '民政局', '教育局', '卫生健康局', '交通运输局', '水务局'], 1 + n % 6)
        when 'street_town' then '街道办事处' when 'government' then '人民政府' when 'approval_service' then '行政审批服务局'
        when 'government_office' then '人民政府办公室' when 'institution' then '公共资源交易中心' when 'hotline' then '12345热线'
        else '开发区管委会' end, n) as name,
    concat(county_name, case kind
        when 'department' then list_extract(['财政局', '民政局', '教育局', '卫健局', '交通局', '水务局'], 1 + n % 6)
        when 'street_town' then '街道办' when 'government' then '政府' when 'approval_service' then '审批局'
        when 'government_office' then '政府办' when 'institution' then '交易中心' when 'hotline' then '12345'
        else '管委会' end, n) as short_name,
    kind,
    case
        when kind = 'street_town' then 'street' when second < 2 then 'province' when second < 20 then 'city'
        when second < 50 then 'district' else 'county'
    end as level,
    cast(region as varchar) as region_code, concat(city_name, '市', county_name, '县') as region_name,
    concat(province_name, '省') as province, null as parent_id,
    case when n % 5 = 0 then concat(county_name, '旧称', n) else '' end as aliases, null as successor_of,
    case when kind in ('government', 'hotline') then 'jurisdiction' else 'own' end as consolidates
from named
order by agency_id
