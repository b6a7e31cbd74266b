//! Words of the tiers editor.

use super::Lang;

crate::messages! {
    column => "Number", "数值列";
    method => "Cut by", "划分方式";
    by_thresholds => "Thresholds", "固定阈值";
    by_customers => "Share of customers", "客户占比";
    by_value => "Share of value (ABC)", "价值占比（ABC）";
    by_width => "Equal width", "等宽区间";
    by_breaks => "Natural breaks", "自然断点";
    by_deviations => "Standard deviations", "标准差";
    about_thresholds => "A customer is in the first tier whose threshold it reaches. Drag the lines or type.", "客户归入首个达到阈值的层级。可拖动竖线或直接输入。";
    about_customers => "Customers are ranked, the best first; each tier takes its share. Equal values stay together.", "客户按优劣排名，每层取相应占比；数值相同者同层。";
    about_value => "Customers are added up from the best on, until the share of the whole value is reached.", "从最好的客户起累加，直至达到总价值的相应占比。";
    about_width => "Intervals of equal width between the least and the greatest value.", "在最小值与最大值之间等分区间。";
    about_breaks => "The intervals within which values differ least (Fisher, Jenks).", "使各区间内差异最小的划分（Fisher、Jenks）。";
    about_deviations => "A tier begins so many standard deviations above (or below) the mean.", "层级起点为均值之上（或之下）若干个标准差。";
    presets => "Names", "预设名称";
    lower => "Lower is better", "越小越好";
    add => "Add a tier", "添加层级";
    tier => "Tier", "层级";
    tier_at(n) => "Tier {n}", "第 {n} 层";
    name_of(n) => "Name of tier {n}", "第 {n} 层的名称";
    new_tier(n) => "Tier {n}", "层级 {n}";
    at_least => "At least", "不低于";
    at_most => "At most", "不高于";
    percent => "Percent", "百分比";
    up_to => "Up to percent", "累计百分比";
    deviations => "Deviations", "标准差数";
    from => "From", "起点";
    until => "Up to", "上限";
    parameter_of(what, name) => "{what}: {name}", "{name}：{what}";
    the_rest => "the rest", "其余";
    nobody => "nobody", "无";
    cap => "Cap", "人数上限";
    cap_title(name) => "At most so many customers in {name}; those past it go one tier down", "{name} 的人数上限，超出者降入下一层";
    no_cap => "none", "不限";
    customers => "Customers", "客户数";
    of_customers => "Of customers", "客户占比";
    of_value => "Of value", "价值占比";
    asked(share) => "asked {share}", "目标 {share}";
    move_up(name) => "Move {name} up", "上移 {name}";
    move_down(name) => "Move {name} down", "下移 {name}";
    remove(name) => "Remove {name}", "删除 {name}";
    no_value_name => "Name of the group without a value", "无数值一组的名称";
    no_value_title => "Customers without a value in this column have no tier.", "此列无数值的客户不分层。";
    distribution => "Distribution", "分布";
    line_of(name) => "Where {name} begins", "{name} 的起点";
    no_distribution => "Choose a number column to see its distribution here.", "选择数值列后在此显示分布。";
    least_most(least, most) => "From {least} to {most}", "范围 {least} 至 {most}";
    pareto => "Pareto curve", "帕累托曲线";
    pareto_holds(share) => "The best 20 % hold {share} of the value.", "最好的 20% 客户占总价值的 {share}。";
    pareto_axes => "Across: customers, the best first. Up: their share of the value.", "横轴：客户（由好到差）；纵轴：累计价值占比。";
    gini(g) => "Gini {g}", "基尼系数 {g}";
    gini_title => "0: everyone has the same. 1: one customer has all.", "0 表示完全平均，1 表示全部集中于一位客户。";
    fit(share) => "The tiers explain {share} of the differences.", "分层解释了 {share} 的差异。";
    preset_vip => "VIP / Key / Regular / Prospect", "VIP／重点／普通／潜在";
    preset_sabc => "S / A / B / C", "S／A／B／C";
    preset_abc => "A / B / C by value", "A／B／C（按价值）";
    preset_top => "Top 20 / next 30 / rest", "前 20%／次 30%／其余";
    top => "Top 20 %", "前 20%";
    next => "Next 30 %", "次 30%";
    rest => "Rest", "其余";
    no_value => "No value", "无数值";
}

/// Label of a preset.
pub fn preset(lang: Lang, preset: crate::templates::TierPreset) -> &'static str {
    use crate::templates::TierPreset::*;
    match preset {
        Vip => preset_vip(lang),
        Sabc => preset_sabc(lang),
        Abc => preset_abc(lang),
        Top => preset_top(lang),
    }
}
