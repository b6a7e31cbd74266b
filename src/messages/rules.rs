//! Labels of the editor of a rules step, the names of operators, units, months and weekdays.

use super::Lang;
use crate::recipe::{Op, Quantifier, Unit};

crate::messages! {
    step_name => "Name of the step", "步骤名称";
    name_taken(name) => "Another step or column is already called “{name}”.", "已有名为“{name}”的步骤或列。";
    name_empty => "A step needs a name.", "步骤需要一个名称。";
    mode => "How customers are placed", "客户归入方式";
    first_match => "First match", "首个匹配";
    first_match_title => "A customer goes to the first segment whose rule it meets", "客户归入第一个满足规则的分群";
    overlapping => "May overlap", "允许重叠";
    overlapping_title => "A customer goes to every segment whose rule it meets; the step adds one yes/no column per segment",
        "客户归入所有满足规则的分群；该步骤为每个分群增加一个“是/否”列";
    value_column => "Value", "价值列";
    value_column_title => "The number column whose sum and share are shown for each segment", "显示每个分群合计与占比所用的数值列";
    no_value_column => "None", "无";
    add_segment => "Segment", "分群";
    add_segment_title => "Add a segment", "添加分群";
    new_segment(n) => "Segment {n}", "分群 {n}";
    copy_of(name) => "{name} (copy)", "{name}（副本）";
    segments => "Segments", "分群";
    segment => "Segment", "分群";
    customers => "Customers", "客户数";
    share => "Share", "占比";
    of_value => "of value", "价值占比";
    share_title(share, all) => "{share} of all {all} customers", "占全部 {all} 位客户的 {share}";
    value_title(value, column) => "{column}: {value} in all", "{column} 合计：{value}";
    matching_title(matching, taken) => "{matching} customers meet this rule; segments above take {taken} of them",
        "{matching} 位客户满足此规则，其中 {taken} 位已被上方分群取走";
    matching_all_title(matching) => "{matching} customers meet this rule", "{matching} 位客户满足此规则";
    everyone_else_title => "Customers that no rule takes", "不满足任何规则的客户";
    segment_name(n) => "Name of segment {n}", "第 {n} 个分群的名称";
    rest_name => "Name of the group of everyone else", "“其余客户”组的名称";
    colour_of(name) => "Colour of {name}", "“{name}”的颜色";
    segment_card(n, name) => "Segment {n}: {name}", "第 {n} 个分群：{name}";
    drag_segment(name) => "Move {name}: drag, or Alt with the up and down arrows", "移动“{name}”：拖动，或按 Alt 加上下方向键";
    drag_part => "Move: drag, or Alt with the up and down arrows", "移动：拖动，或按 Alt 加上下方向键";
    expand(name) => "Show the rule of {name}", "展开“{name}”的规则";
    collapse(name) => "Hide the rule of {name}", "收起“{name}”的规则";
    more(name) => "More for {name}", "“{name}”的更多操作";
    more_part => "More for this condition", "此条件的更多操作";
    more_group => "More for this group", "此条件组的更多操作";
    move_up_name(name) => "Move {name} up", "上移“{name}”";
    move_down_name(name) => "Move {name} down", "下移“{name}”";
    show_customers => "Show its customers", "查看其客户";
    muted => "muted", "已停用";
    rule_of(name) => "Rule of {name}", "“{name}”的规则";
    quantifier => "How many of these must hold", "需要成立的条件数";
    all => "All", "全部";
    any => "Any", "任一";
    none => "None", "均不";
    of_these_hold => "of these hold", "成立";
    add_condition => "Condition", "条件";
    add_condition_title => "Add a condition", "添加条件";
    add_group => "Group", "条件组";
    add_group_title => "Add a group of conditions", "添加条件组";
    group => "Group of conditions", "条件组";
    condition => "Condition", "条件";
    condition_n(n) => "Condition {n}", "条件 {n}";
    wrap => "Put into a group of its own", "放入新的条件组";
    unwrap => "Dissolve the group", "解散条件组";
    move_out => "Move out of the group", "移出条件组";
    empty_group => "No condition yet: this holds for nobody.", "还没有条件，不包含任何客户。";
    empty_inner_group => "No condition yet: this group is left out.", "还没有条件，此组暂不计入。";
    pass => "pass", "通过";
    left_out => "left out until finished", "填完后才计入";
    left_out_title => "This condition is not finished and does not count yet; everything else does.", "此条件尚未填完，暂不计入；其他条件照常计入。";
    muted_out => "muted", "已停用";
    waiting => "counting", "计算中";
    pass_all_title(running, alone) => "{running} customers meet this and the conditions above it in the group. Alone, {alone} meet it.",
        "{running} 位客户满足此条件及组内其上方的条件；单独来看，{alone} 位满足此条件。";
    pass_any_title(running, alone) => "{running} customers meet this or a condition above it in the group. Alone, {alone} meet it.",
        "{running} 位客户满足此条件或组内其上方的任一条件；单独来看，{alone} 位满足此条件。";
    pass_none_title(running, alone) => "{running} customers meet neither this nor a condition above it in the group. Alone, {alone} meet it.",
        "{running} 位客户既不满足此条件，也不满足组内其上方的条件；单独来看，{alone} 位满足此条件。";
    drop_off(list) => "Still in after each part: {list}", "逐项之后的剩余：{list}";
    choose_column => "Choose a column", "选择列";
    column => "Column", "列";
    missing_column(column) => "{column} (not in the data)", "{column}（数据中没有）";
    source_columns => "Columns", "列";
    earlier_steps => "Earlier steps", "前面的步骤";
    operator => "Operator", "运算符";
    value => "Value", "值";
    from => "From", "从";
    to => "To", "到";
    and => "and", "至";
    how_many => "How many", "数量";
    percent => "Percent of customers", "客户百分比";
    customers_unit => "customers", "位客户";
    days_unit => "days", "天";
    unit => "Unit", "单位";
    ago => "ago", "之前";
    not_a_number(text) => "“{text}” is not a number.", "“{text}”不是数字。";
    pattern_hint => "Regular expression, without look-around and back-references", "正则表达式（不支持环视与反向引用）";
    bad_pattern(message) => "The expression does not compile: {message}", "表达式无法编译：{message}";
    match_case => "Match case", "区分大小写";
    against_column => "Compare with another column", "与另一列比较";
    against_value => "Compare with a value", "与值比较";
    no_other_column => "There is no other column of this type.", "没有其他同类型的列。";
    add_value => "Value", "值";
    add_value_title => "Choose values", "选择值";
    values => "Values", "值";
    search_values => "Search values", "搜索值";
    remove_value(value) => "Remove {value}", "移除“{value}”";
    remove_all_values => "Clear", "清空";
    show_values(n) => "{n} more", "还有 {n} 个";
    values_chosen(n) => "{n} values", "{n} 个值";
    values_found(shown, all) => "{shown} of {all} values", "{all} 个值中的 {shown} 个";
    no_values_found => "No value contains this.", "没有包含此内容的值。";
    values_failed => "The values could not be read.", "无法读取这些值。";
    use_typed(text) => "Use “{text}”", "使用“{text}”";
    paste_list => "Paste a list", "粘贴列表";
    paste_list_hint => "One per line, or separated by tabs or commas. Thousands are fine.", "每行一个，或用制表符、逗号分隔，数千个也可以。";
    paste_add(n) => "Add {n} values", "添加 {n} 个值";
    paste_none => "Add", "添加";
    back => "Back", "返回";
    threshold_slider(column) => "{column}: drag the line over the distribution, or use the arrow keys", "{column}：在分布图上拖动竖线，或使用方向键";
    lower_end => "Lower end", "下限";
    upper_end => "Upper end", "上限";
    months => "Months", "月份";
    weekdays => "Weekdays", "星期";
    segments_of(step) => "Segments of {step}", "“{step}”的分群";
    findings => "Findings", "提示";
    finding_hint => "Hint", "提示";
    finding_error => "Error", "错误";
    show_finding => "Show", "查看";
    more_findings(n) => "{n} more", "还有 {n} 条";
    fewer_findings => "Fewer", "收起";
    in_segment(segment, sentence) => "{segment}: {sentence}", "{segment}：{sentence}";
    no_segments => "No segment yet. Add one and say who belongs to it.", "还没有分群。添加一个，并说明哪些客户属于它。";
}

/// The operator as it stands between a column and a value.
pub fn operator_name(lang: Lang, op: Op) -> &'static str {
    let (en, zh) = match op {
        Op::Is => ("is", "是"),
        Op::IsNot => ("is not", "不是"),
        Op::IsAnyOf => ("is any of", "是其中之一"),
        Op::IsNoneOf => ("is none of", "不是其中任何"),
        Op::Contains => ("contains", "包含"),
        Op::NotContains => ("does not contain", "不包含"),
        Op::StartsWith => ("starts with", "开头是"),
        Op::EndsWith => ("ends with", "结尾是"),
        Op::Matches => ("matches", "匹配正则"),
        Op::IsEmpty => ("is empty", "为空"),
        Op::IsNotEmpty => ("is not empty", "不为空"),
        Op::Eq => ("equals (=)", "等于 (=)"),
        Op::Ne => ("not equal (≠)", "不等于 (≠)"),
        Op::Lt => ("less than (<)", "小于 (<)"),
        Op::Le => ("at most (≤)", "至多 (≤)"),
        Op::Gt => ("greater than (>)", "大于 (>)"),
        Op::Ge => ("at least (≥)", "至少 (≥)"),
        Op::Between => ("between", "介于"),
        Op::NotBetween => ("not between", "不介于"),
        Op::TopN => ("in the top N", "最高的 N 位"),
        Op::BottomN => ("in the bottom N", "最低的 N 位"),
        Op::TopPercent => ("in the top %", "最高的 %"),
        Op::BottomPercent => ("in the bottom %", "最低的 %"),
        Op::AboveAverage => ("above average", "高于平均值"),
        Op::BelowAverage => ("below average", "低于平均值"),
        Op::AboveMedian => ("above the median", "高于中位数"),
        Op::BelowMedian => ("below the median", "低于中位数"),
        Op::On => ("on", "在"),
        Op::Before => ("before", "早于"),
        Op::After => ("after", "晚于"),
        Op::InLast => ("in the last", "最近"),
        Op::InNext => ("in the next", "未来"),
        Op::MoreThanAgo => ("more than … ago", "早于…之前"),
        Op::InThis => ("in this", "在本"),
        Op::InPrevious => ("in the previous", "在上一"),
        Op::MonthIs => ("month is", "月份是"),
        Op::WeekdayIs => ("weekday is", "星期是"),
        Op::AnniversaryWithin => ("anniversary within", "周年日前后"),
        Op::IsYes => ("is yes", "为是"),
        Op::IsNo => ("is no", "为否"),
        Op::InSegment => ("in segment", "属于分群"),
        Op::NotInSegment => ("not in segment", "不属于分群"),
    };
    pick(lang, en, zh)
}

/// The unit behind a number, in the plural: `30 days`.
pub fn unit_name(lang: Lang, unit: Unit) -> &'static str {
    let (en, zh) = match unit {
        Unit::Days => ("days", "天"),
        Unit::Weeks => ("weeks", "周"),
        Unit::Months => ("months", "个月"),
        Unit::Quarters => ("quarters", "个季度"),
        Unit::Years => ("years", "年"),
    };
    pick(lang, en, zh)
}

/// One of the unit, as in `this month`.
pub fn period_name(lang: Lang, unit: Unit) -> &'static str {
    let (en, zh) = match unit {
        Unit::Days => ("day", "日"),
        Unit::Weeks => ("week", "周"),
        Unit::Months => ("month", "月"),
        Unit::Quarters => ("quarter", "季度"),
        Unit::Years => ("year", "年"),
    };
    pick(lang, en, zh)
}

/// A month, 1–12; other numbers give "?".
pub fn month_name(lang: Lang, month: usize) -> &'static str {
    const EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const ZH: [&str; 12] = ["1 月", "2 月", "3 月", "4 月", "5 月", "6 月", "7 月", "8 月", "9 月", "10 月", "11 月", "12 月"];
    let names = if lang == Lang::Zh { &ZH } else { &EN };
    names.get(month.wrapping_sub(1)).copied().unwrap_or("?")
}

/// A day of the week, 1 Monday – 7 Sunday; other numbers give "?".
pub fn weekday_name(lang: Lang, weekday: usize) -> &'static str {
    const EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const ZH: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    let names = if lang == Lang::Zh { &ZH } else { &EN };
    names.get(weekday.wrapping_sub(1)).copied().unwrap_or("?")
}

pub fn quantifier_name(lang: Lang, quantifier: Quantifier) -> &'static str {
    match quantifier {
        Quantifier::All => all(lang),
        Quantifier::Any => any(lang),
        Quantifier::None => none(lang),
    }
}

fn pick(lang: Lang, en: &'static str, zh: &'static str) -> &'static str {
    if lang == Lang::Zh { zh } else { en }
}
