//! Words of the scorecard editor, and of what a score is made of.

use super::Lang;
use crate::recipe::{MissingPoints, Points};

crate::messages! {
    step => "Scorecard", "评分卡";
    editor => "Scorecard", "评分卡";
    no_score => "No score", "无得分";
    criteria => "Criteria", "指标";
    criterion(n) => "Criterion {n}", "指标 {n}";
    in_criterion(name, sentence) => "{name}: {sentence}", "{name}：{sentence}";
    weights => "Weights", "权重";
    together => "Stay at 100 %", "合计保持 100%";
    free => "Free", "自由设置";
    together_title => "Changing one weight moves the others in proportion", "改动一项权重，其余按比例调整";
    free_title => "Weights are shares of their sum", "各项权重按总和折算为占比";
    weight_of(name) => "Weight of {name}", "{name} 的权重";
    counts_as(share) => "{share} of the score", "占得分 {share}";
    column => "Column", "列";
    choose_column => "Choose a column", "选择列";
    by => "Points by", "计分方式";
    by_of(name) => "How {name} becomes points", "{name} 的计分方式";
    min_max => "Min–max", "最小–最大";
    percentile => "Percentile rank", "百分位排名";
    z_score => "Z-score", "Z 分数";
    bands => "Bands", "分段";
    categories => "Categories", "类别";
    about_min_max => "In proportion between the least value (0) and the greatest (100); type other ends to cut outliers off.", "在最小值（0 分）与最大值（100 分）之间按比例计分；可自行设定两端以排除极端值。";
    about_percentile => "The share of the other customers that are strictly worse.", "严格差于该客户的其他客户占比。";
    about_z_score => "By distance from the mean: three standard deviations below are 0, three above 100.", "按与均值的距离：低于均值三个标准差为 0 分，高于三个标准差为 100 分。";
    about_bands => "A value has the points of the highest threshold that it reaches.", "取其达到的最高阈值对应的分数。";
    about_categories => "Points per value; text is compared without regard to case.", "每个取值对应一个分数；文本不区分大小写。";
    about_dates => "A date counts as the days from it to the as-of date.", "日期按其距基准日期的天数计。";
    lower => "Lower is better", "越小越好";
    missing => "If missing", "缺失时";
    missing_of(name) => "What a missing value of {name} counts for", "{name} 缺失时如何计分";
    left_out => "leave it out", "不计入";
    given_points => "count as points", "按固定分数";
    without_score => "no score", "不评分";
    missing_points_of(name) => "Points for a missing value of {name}", "{name} 缺失时的分数";
    low => "0 points at", "0 分对应";
    high => "100 points at", "100 分对应";
    low_of(name) => "The value of {name} that has 0 points", "{name} 得 0 分的值";
    high_of(name) => "The value of {name} that has 100 points", "{name} 得 100 分的值";
    at_least => "At least", "不低于";
    points => "Points", "分数";
    customers => "Customers", "客户数";
    value => "Value", "取值";
    from_of(n) => "Where band {n} begins", "第 {n} 段的起点";
    band_points_of(n) => "Points of band {n}", "第 {n} 段的分数";
    below => "below", "以下";
    below_points => "Points below the first band", "低于首段的分数";
    category_points_of(value) => "Points of “{value}”", "“{value}”的分数";
    category_of(n) => "Value {n}", "第 {n} 个取值";
    other => "any other value", "其他取值";
    other_points => "Points of any other value", "其他取值的分数";
    add_band => "Add a band", "添加分段";
    add_category => "Add a value", "添加取值";
    all_values => "List all values", "列出所有取值";
    remove_band(n) => "Remove band {n}", "删除第 {n} 段";
    remove_category(value) => "Remove “{value}”", "删除“{value}”";
    add => "Add a criterion", "添加指标";
    new_criterion => "criterion", "指标";
    remove(name) => "Remove {name}", "删除 {name}";
    move_up(name) => "Move {name} up", "上移 {name}";
    move_down(name) => "Move {name} down", "下移 {name}";
    show_points(name) => "Points of {name}: show or hide", "显示或隐藏 {name} 的计分细则";
    mean_points(points) => "mean {points}", "平均 {points}";
    mean_title => "Mean points of the customers that have any", "有分数的客户的平均分";
    missing_share(share) => "{share} missing", "缺失 {share}";
    left_out_mark => "left out", "未计入";
    curve_of(name) => "Points of {name} by its value", "{name} 取值与分数的关系";
    curve_range(low, high) => "{low} to {high}", "{low} 至 {high}";
    export_points => "Points as columns", "输出各项分数";
    export_points_title => "Adds a column with the points of each criterion to the result", "在结果中为每个指标添加一列分数";
    score => "Score", "得分";
    scored(count) => "{count} customers have a score", "{count} 位客户有得分";
    quantiles(min, q1, median, q3, max, mean) =>
        "least {min} · lower quarter {q1} · median {median} · upper quarter {q3} · most {max} · mean {mean}",
        "最低 {min} · 下四分位 {q1} · 中位数 {median} · 上四分位 {q3} · 最高 {max} · 平均 {mean}";
    drag_note => "Dragging a line turns the cuts into thresholds.", "拖动竖线后，划分方式改为固定阈值。";
    tiers => "Tiers", "层级";
    method => "Cut by", "划分方式";
    contributions => "What the score is made of", "得分构成";
    contributions_note => "Mean points × weight of each criterion, per tier; together they are the tier’s mean score.", "各层级中每个指标的平均“分数 × 权重”，合计即该层级的平均得分。";
    contribution(name, points) => "{name}: {points}", "{name}：{points}";
    nobody => "nobody", "无客户";
    yes => "yes", "是";
    no => "no", "否";
    said_score(score) => "score {score}", "得分 {score}";
    said_rank(rank, of) => "rank {rank} of {of}", "在 {of} 位中排名第 {rank}";
    said_next(points, name) => "{points} points short of {name}", "距 {name} 还差 {points} 分";
    said_best => "the best tier", "最高层级";
    said_none => "no score", "无得分";
    said_part(points, weight, contribution) => "{points} points × {weight} = {contribution}", "{points} 分 × {weight} = {contribution}";
    said_left_out => "no value, left out", "没有值，未计入";
    said_missing => "no value", "没有值";
    line(criteria) => "{criteria} criteria", "{criteria} 个指标";
    line_one => "1 criterion", "1 个指标";
    line_mean(mean) => "mean score {mean}", "平均得分 {mean}";
    words(parts) => "Every customer has a score from 0 to 100, made of {parts}; the score is cut into tiers:", "每位客户按 {parts} 得到 0 至 100 的得分，再按得分分层：";
    words_part(column, weight, by) => "{column} ({weight}, {by})", "{column}（{weight}，{by}）";
}

/// The name of a way of giving points.
pub fn by_name(lang: Lang, points: &Points) -> &'static str {
    match points {
        Points::MinMax { .. } => min_max(lang),
        Points::PercentileRank => percentile(lang),
        Points::ZScore => z_score(lang),
        Points::Bands { .. } => bands(lang),
        Points::Categories { .. } => categories(lang),
    }
}

/// A sentence on it.
pub fn by_about(lang: Lang, points: &Points) -> &'static str {
    match points {
        Points::MinMax { .. } => about_min_max(lang),
        Points::PercentileRank => about_percentile(lang),
        Points::ZScore => about_z_score(lang),
        Points::Bands { .. } => about_bands(lang),
        Points::Categories { .. } => about_categories(lang),
    }
}

/// What a missing value counts for, in a word.
pub fn missing_name(lang: Lang, missing: &MissingPoints) -> &'static str {
    match missing {
        MissingPoints::LeftOut => left_out(lang),
        MissingPoints::Points { .. } => given_points(lang),
        MissingPoints::NoScore => without_score(lang),
    }
}
