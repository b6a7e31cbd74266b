//! Labels of the editor of an RFM step, and the names of the segments of its maps.

use super::Lang;

crate::messages! {
    break_presets => "Typical cuts", "常用分界";
    break_presets_note => "Typical cuts are our starting points by how often people buy such things, not a standard; money keeps the cuts that it has.", "常用分界是我们按购买频率给出的起点，并非标准；金额沿用现有分界。";
    preset_grocery => "Groceries and daily needs", "食品与日用品";
    preset_fashion => "Fashion", "服饰";
    preset_durables => "Furniture and electronics", "家具与电器";
    preset_subscription => "Subscriptions, software as a service", "订阅与 SaaS";
    preset_business => "Business customers (B2B)", "企业客户（B2B）";
    editor => "RFM", "RFM 模型";
    step => "RFM", "RFM 分群";
    columns => "Columns", "列";
    recency => "Recency", "最近购买";
    frequency => "Frequency", "购买频率";
    monetary => "Monetary", "消费金额";
    recency_column => "Recency: last order, or days since", "最近购买：日期或距今天数";
    frequency_column => "Frequency: number of orders", "购买频率：订单数";
    monetary_column => "Monetary: money spent", "消费金额";
    scores => "Scores", "分值";
    scores_title => "The highest score; the best customers have it", "最高分值，最好的客户得到它";
    scores_up_to(n) => "1–{n}", "1–{n}";
    breaks => "Cuts between the scores", "分值之间的分界";
    quantiles => "Equal groups", "等分";
    plus_one => "R’s rule", "R 的规则";
    typed => "Typed", "自定义";
    quantiles_note => "Quantiles cut the customers into groups as equal as ties allow: equal values share a score, and a value on a cut has the lower one.",
        "按分位数切分，每组人数在相同取值允许的范围内尽量相等：取值相同则分值相同，恰在分界上的取值得较低分。";
    plus_one_note => "As R’s package rfm does it: each quantile plus one, and a value on a cut has the higher score.",
        "与 R 的 rfm 包一致：分位数加一作为分界，恰在分界上的取值得较高分。";
    typed_note => "Type the cuts: a value on a cut belongs to the range above it.", "自行填写分界：恰在分界上的取值归入上方的区间。";
    cuts => "Values of each score", "各分值对应的取值";
    score(n) => "Score {n}", "{n} 分";
    days => "days", "天";
    cut_label(measure, n) => "{measure}: cut {n}", "{measure}：第 {n} 个分界";
    cut_of_days(measure, n) => "{measure}: cut {n}, in days", "{measure}：第 {n} 个分界（天）";
    at_most(x) => "≤ {x}", "≤ {x}";
    below(x) => "< {x}", "< {x}";
    above(x) => "> {x}", "> {x}";
    at_least(x) => "≥ {x}", "≥ {x}";
    between(low, high) => "{low} – {high}", "{low} – {high}";
    range_upper_in(low, high) => "more than {low}, up to and with {high}", "大于 {low}，至 {high}（含）";
    range_lower_in(low, high) => "from {low} on, less than {high}", "自 {low}（含）起，小于 {high}";
    nobody => "–", "–";
    nobody_title => "No value can have this score: two cuts are the same or one is missing", "没有取值得此分：有两个分界相同或缺少分界";
    grid => "Recency by frequency", "最近购买 × 购买频率";
    grid_note => "In each cell: customers, and under them their share of the customers and of the value.", "每格显示客户数，下方为客户占比与价值占比。";
    grid_axis_r => "Recency score", "最近购买分值";
    grid_axis_f => "Frequency score", "购买频率分值";
    paint_none => "Choose a segment in the list, then click or drag over cells to give them to it. Without one, a click on a cell picks up its segment.",
        "在列表中选择一个分群，再点击或拖过单元格即可划入。未选择时，点击单元格会选中它的分群。";
    paint_with(name) => "Click or drag over cells, or press Enter on one, to give them to “{name}”. Escape to stop.",
        "点击、拖过单元格，或在其上按回车，将其划入“{name}”。按 Esc 结束。";
    paint_erase => "Click or drag over cells to take them out of every segment. Escape to stop.", "点击或拖过单元格，将其移出所有分群。按 Esc 结束。";
    mixed => "by monetary score", "依消费分值";
    cell(r, f, name) => "R{r} F{f}: {name}", "R{r} F{f}：{name}";
    cell_counts(count, share) => "{count} customers, {share} of those in the grid", "{count} 位客户，占表中的 {share}";
    cell_value(value, share, mean) => "value {value} ({share}), {mean} on average", "价值 {value}（{share}），平均 {mean}";
    cell_mixed(list) => "By monetary score: {list}", "依消费分值：{list}";
    cell_mixed_part(m, name) => "M{m} {name}", "M{m} {name}";
    segments => "Segments", "分群";
    segment => "Segment", "分群";
    customers => "Customers", "客户数";
    share => "Share", "占比";
    of_value => "of value", "价值占比";
    paint(name) => "Paint cells with {name}", "用“{name}”划分单元格";
    erase => "Erase: take cells out of every segment", "橡皮：将单元格移出所有分群";
    segment_name(n) => "Name of segment {n}", "第 {n} 个分群的名称";
    others_name => "Name of those in no segment", "未入分群者的名称";
    no_score_name => "Name of those without a score", "无分值者的名称";
    others_title => "Customers whose scores no segment names; choose it to erase cells", "分值不属于任何分群的客户；选中它可清除单元格";
    no_score_title => "Customers without one of the three values", "缺少三个取值之一的客户";
    add_segment => "Segment", "分群";
    add_segment_title => "Add a segment without cells", "添加一个没有单元格的分群";
    new_segment(n) => "Segment {n}", "分群 {n}";
    more(name) => "More for {name}", "“{name}”的更多操作";
    show_customers => "Show its customers", "查看其客户";
    start_over => "Map", "套用方案";
    start_over_title => "Replace the segments by a ready map (can be undone)", "用现成方案替换分群（可撤销）";
    preset_ten => "Ten names, each cell once", "十个分群，每格归入其一";
    preset_r => "Rules of R’s package rfm", "R 的 rfm 包规则";
    preset_empty => "Empty grid", "空白方案";
    others => "Others", "其他";
    no_score => "No score", "无分值";
    champions => "Champions", "冠军客户";
    loyal => "Loyal", "忠诚客户";
    potential => "Potential loyalist", "潜力客户";
    new => "New", "新客户";
    promising => "Promising", "有望客户";
    attention => "Need attention", "需要关注";
    sleepy => "About to sleep", "即将沉睡";
    cant_lose => "Can’t lose", "不容流失";
    at_risk => "At risk", "流失风险";
    hibernating => "Hibernating", "沉睡客户";
    lost => "Lost", "已流失";
    waiting => "Choose the three columns to see the grid.", "选择三列后即可看到表格。";
}

/// The label of typical cuts.
pub fn break_preset(lang: Lang, preset: crate::templates::BreakPreset) -> &'static str {
    use crate::templates::BreakPreset::*;
    match preset {
        Grocery => preset_grocery(lang),
        Fashion => preset_fashion(lang),
        Durables => preset_durables(lang),
        Subscription => preset_subscription(lang),
        Business => preset_business(lang),
    }
}
