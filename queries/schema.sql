-- The warehouse of one data set. A connection sees one warehouse only, so data sets cannot mix.

create table meta (
    key varchar primary key,         -- schema_version | dataset | generation | built_at | data_version | data_date
    value varchar not null
);

create table source (
    source_id varchar primary key,
    kind varchar not null,           -- page | document | entry
    title varchar not null,
    url varchar,
    sha256 varchar,                  -- of a document's bytes
    published varchar,               -- as stated: YYYY, YYYY-MM or YYYY-MM-DD
    source_kind varchar not null     -- official | press | own | invented
);

create table agency (
    agency_id varchar primary key,
    name varchar not null,
    short_name varchar not null,
    kind varchar not null,
    level varchar not null,          -- national | province | city | district | county | street
    region_code varchar,             -- GB/T 2260, 6 digits; null when not sure
    region_name varchar,
    province varchar,
    parent_id varchar,
    aliases varchar not null,        -- joined by ";"
    successor_of varchar,            -- the agency this one continues; several joined by ";": a merger, whose lines are not joined
    consolidates varchar not null    -- own | subordinate | jurisdiction: what its reports cover by default
);

create table indicator (
    indicator_id varchar primary key,
    topic varchar not null,
    name varchar not null,
    short_name varchar not null,
    unit varchar not null,
    value_type varchar not null,     -- count | signed | money | rate
    direction varchar not null,      -- up | down | neutral
    aggregation varchar not null,    -- sum | last | none
    period_kind varchar not null,    -- the usual one
    section varchar,                 -- table2 | table3 | table4 | null for prose
    definition varchar not null,
    edition_from varchar,
    edition_to varchar,
    comparable boolean not null,     -- may agencies be compared on it?
    by_applicant boolean not null,
    headline integer,                -- order among the KPI cards of its topic; null: not a card
    position integer not null        -- order in the catalogue
);

create table derivation (            -- what a derived indicator is made of, one row per operand
    indicator_id varchar not null,
    part varchar not null,           -- sum | numerator | denominator
    operand varchar not null,
    year_offset integer not null,
    operands integer not null        -- how many operands this part has: all must be known
);

create table series_break (
    indicator_id varchar not null,
    agency_id varchar,               -- null: all agencies
    year integer not null,           -- first year of the new definition
    reason varchar not null
);

create table report (                -- one source speaking for one agency and year
    report_id varchar primary key,
    agency_id varchar not null,
    report_year integer not null,
    edition varchar,                 -- 2019 | 2021 | null when no statutory table was read
    version integer not null,
    supersedes varchar,
    status varchar not null,         -- draft | published
    source_id varchar not null
);

create table reading (               -- everything that was read, never overwritten
    reading_id varchar not null,
    report_id varchar not null,
    agency_id varchar not null,
    year integer not null,           -- the year the figure speaks of
    indicator_id varchar not null,
    applicant_type varchar not null, -- total also where there is no breakdown
    scope varchar not null,          -- own | subordinate | jurisdiction
    period_kind varchar not null,    -- year | year_end_stock | cumulative_since | as_of
    period_start varchar,
    as_of varchar,
    value decimal(20, 4),            -- in the indicator's unit; null unless reported
    low decimal(20, 4),              -- null: unbounded below
    high decimal(20, 4),             -- null: unbounded above
    low_open boolean not null,
    high_open boolean not null,
    qualifier varchar not null,
    state varchar not null,          -- reported | blank | not_applicable | unreadable
    raw_text varchar not null,
    unit_printed varchar not null,
    locator varchar not null,
    locator_table varchar,
    locator_row varchar,
    locator_column varchar,
    evidence varchar not null,
    rule varchar not null
);

create table observation (           -- one chosen reading, or one derived value, per cell; what pages query
    agency_id varchar not null,
    year integer not null,
    indicator_id varchar not null,
    applicant_type varchar not null,
    scope varchar not null,
    period_kind varchar not null,
    period_start varchar,
    as_of varchar,
    value decimal(20, 4),
    low decimal(20, 4),
    high decimal(20, 4),
    low_open boolean not null,
    high_open boolean not null,
    qualifier varchar not null,
    state varchar not null,
    reading_id varchar,              -- null for a derived value
    report_id varchar,               -- null for a derived value
    readings integer not null,       -- how many readings stand behind the cell
    disagree boolean not null,       -- the readings contradict each other
    choice_rule varchar not null     -- only | correction | official | document | exact | newest | derived
);

create table comparison (            -- every comparison made, those that hold too
    -- Both are computed when they are read: stored, they would be half of the table.
    comparison_id varchar generated always as (
        substr(sha256(concat_ws('|', rule, agency_id, cast(year as varchar), subject, cells)), 1, 16)
    ),
    rule varchar not null,           -- file name under queries/checks
    agency_id varchar not null,
    report_id varchar,
    year integer not null,
    subject varchar not null,        -- column, row or group compared, in official words
    cells varchar not null,          -- indicator/applicant pairs joined by ";"
    expected varchar not null,
    actual varchar not null,
    outcome varchar not null,        -- holds | fails | holds_if_blank_is_zero | not_assessable
    severity varchar not null,       -- error | warning | question
    fingerprint varchar generated always as (  -- of whom, of when and of the values: a decision must not settle another's
        substr(sha256(concat_ws('|', rule, agency_id, cast(year as varchar), subject, cells, expected, actual)), 1, 16)
    )
);

create table coverage (              -- how much is held, so that pickers and matrices need not scan observations
    agency_id varchar not null,
    year integer not null,
    topic varchar not null,
    cells integer not null,          -- observations of any state
    numbers integer not null,        -- of these, reported numbers
    totals integer not null,         -- of these, without those by applicant type
    disagreements integer not null,
    failures integer not null        -- comparisons that do not hold (errors only)
);

create table covered (               -- the same of all years: one row per topic, and one with topic '' for all of them
    agency_id varchar not null,
    topic varchar not null,
    first_year integer,              -- of those with a number; null: none
    last_year integer,
    years integer not null,          -- with a number
    topics integer not null,         -- with a number
    numbers integer not null,
    totals integer not null          -- of these, without those by applicant type
);

-- What follows are counts of reported totals, so that no page has to count a nation's observations.

create table held_series (           -- one line that could be drawn
    agency_id varchar not null,
    indicator_id varchar not null,
    scope varchar not null,
    period_kind varchar not null,
    numbers integer not null,        -- years with a number
    positive integer not null,       -- years with a number above zero
    last_positive integer            -- the newest of these
);

create table held_year (             -- how many agencies of one kind and level have a number
    kind varchar not null,
    level varchar not null,
    indicator_id varchar not null,
    year integer not null,
    scope varchar not null,
    period_kind varchar not null,
    agencies integer not null,       -- 0 where the last one was taken out
    nonzero integer not null         -- of these, with one above zero
);

create table held_lines (            -- how many agencies of one kind and level have so many years in one scope
    kind varchar not null,
    level varchar not null,
    indicator_id varchar not null,
    years integer not null,          -- 0: in any scope at all, each agency once
    lines integer not null
);

create table compared (              -- how many comparisons of an agency ended how
    agency_id varchar not null,
    question boolean not null,
    outcome varchar not null,
    comparisons integer not null
);
