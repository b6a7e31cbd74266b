//! Words of the left side: the recipe and the columns.

use super::{Lang, format, scorecard};
use crate::engine::{ColumnProfile, StepDetail, StepSummary};
use crate::recipe::{RulesMode, Step, StepKind, TierMethod, Tiers};
use crate::table::{ColumnType, date};

crate::messages! {
    recipe => "Recipe", "方案";
    source => "Source", "数据源";
    add_step => "Add step", "添加步骤";
    actions_of(name) => "Actions for “{name}”", "“{name}”的操作";
    drag_step(name) => "Drag “{name}” to another place (Alt + ↑ / ↓ by keyboard)", "拖动“{name}”调整顺序（键盘：Alt + ↑ / ↓）";
    name_of_step => "Name of the step", "步骤名称";
    step_names_empty => "A step needs a name.", "步骤需要一个名称。";
    step_name_taken(name) => "“{name}” is already a step or a column. Choose another name.", "“{name}”已是步骤名或列名，请换一个名称。";
    muted => "muted", "已停用";
    evaluating => "computing…", "计算中……";
    findings_hint(n) => "{n} hints", "{n} 条提示";
    findings_warning(n) => "{n} parts left out or worth a look", "{n} 处被忽略或需要留意";
    findings_error(n) => "{n} errors: the step could not run", "{n} 个错误：步骤无法运行";
    source_fine => "Read without doubts", "读取无疑问";
    moved(name, place, of) => "“{name}” is now step {place} of {of}", "“{name}”现在是第 {place} 步，共 {of} 步";
    columns => "Columns", "列";
    find_column => "Find a column", "查找列";
    find_column_hint => "Find a column (press /)", "查找列（按 /）";
    no_column_found(text) => "No column has “{text}” in its name.", "没有列名包含“{text}”。";
    open_details(name) => "Details of “{name}”", "“{name}”的详情";
    distinct(n) => "{n} distinct", "{n} 个不同值";
    values(n) => "{n} values", "{n} 个值";
    missing_count(n) => "{n} missing", "缺失 {n}";
    all_missing => "all missing", "全部缺失";
    details_missing => "Missing", "缺失";
    details_distinct => "Distinct", "不同值";
    details_min => "Minimum", "最小值";
    details_max => "Maximum", "最大值";
    details_earliest => "Earliest", "最早";
    details_latest => "Latest", "最晚";
    details_mean => "Mean", "平均值";
    details_median => "Median", "中位数";
    details_sum => "Sum", "合计";
    distribution => "Distribution", "分布";
    top_values => "Most frequent values", "最常见的值";
    other_values(n) => "{n} other values", "其余 {n} 个值";
    bin(from, to, n) => "{from} to {to}: {n}", "{from} 至 {to}：{n}";
    bin_of_one(value, n) => "{value}: {n}", "{value}：{n}";
    column_type => "Type", "类型";
    read_as => "Read as", "读作";
    automatic => "Decide from the data", "由数据判断";
    add_condition => "Add condition", "添加条件";
    use_as_value => "Use as value", "设为价值列";
    is_value => "Value column", "价值列";
    type_text => "text", "文本";
    type_number => "number", "数字";
    type_date => "date", "日期";
    type_boolean => "yes / no", "是 / 否";
    columns_of(n) => "{n} columns", "{n} 列";
    segments_of(n) => "{n} segments", "{n} 个分群";
    one_segment => "1 segment", "1 个分群";
    no_segments => "no segment yet", "还没有分群";
    first_match => "first match", "首个匹配";
    may_overlap => "may overlap", "可重叠";
    covered(share) => "{share} named", "{share} 已归入";
    tiers_by(method, column) => "{method} by {column}", "按 {column} {method}";
    tier_share(name, customers, value) => "{name} {customers} = {value} of value", "{name}：{customers} 客户 = {value} 价值";
    tier_count(n) => "{n} tiers", "{n} 个层级";
    by_thresholds => "thresholds", "阈值分层";
    by_share_of_customers => "share of customers", "客户占比分层";
    by_share_of_value => "ABC", "ABC 价值分层";
    by_equal_width => "equal width", "等宽分层";
    by_natural_breaks => "natural breaks", "自然断点分层";
    by_deviations => "standard deviations", "标准差分层";
    crossed(rows, columns) => "{rows} × {columns}", "{rows} × {columns}";
    cell_count(n) => "{n} cells", "{n} 个单元格";
    scores_to(n) => "scores 1–{n}", "评分 1–{n}";
    stage_count(n) => "{n} stages", "{n} 个阶段";
    overdue(n) => "{n} overdue", "{n} 位逾期";
    not_set_up => "not set up yet", "尚未设置";
    comma => "comma", "逗号";
    semicolon => "semicolon", "分号";
    tab => "tab", "制表符";
    pipe => "vertical bar", "竖线";
}

/// The word for a type of column.
pub fn type_name(lang: Lang, column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Text => type_text(lang),
        ColumnType::Number => type_number(lang),
        ColumnType::Date => type_date(lang),
        ColumnType::Boolean => type_boolean(lang),
    }
}

/// The word for a delimiter.
pub fn delimiter_name(lang: Lang, delimiter: char) -> String {
    match delimiter {
        ',' => comma(lang).into(),
        ';' => semicolon(lang).into(),
        '\t' => tab(lang).into(),
        '|' => pipe(lang).into(),
        other => other.to_string(),
    }
}

/// One line on a step, with the numbers of its newest evaluation.
pub fn step_line(lang: Lang, step: &Step, summary: Option<&StepSummary>) -> String {
    if step.muted {
        return muted(lang).into();
    }
    match &step.kind {
        StepKind::Rules(rules) => {
            let segments = match rules.segments.iter().filter(|s| !s.muted).count() {
                0 => no_segments(lang).to_string(),
                1 => one_segment(lang).to_string(),
                n => segments_of(lang, n),
            };
            let mode = match rules.mode {
                RulesMode::FirstMatch => first_match(lang),
                RulesMode::Overlapping => may_overlap(lang),
            };
            // Where a customer is in one group at most, what is not in the last group, everyone else, is in a named segment.
            let named = summary
                .filter(|s| !s.overlapping && s.groups.len() > 1)
                .map(|s| s.groups[..s.groups.len() - 1].iter().map(|g| g.share).sum::<f64>());
            match named {
                Some(share) => format!("{segments} · {mode} · {}", covered(lang, format::share(share))),
                None => format!("{segments} · {mode}"),
            }
        }
        StepKind::Tiers(tiers) if tiers.column.is_empty() => not_set_up(lang).into(),
        StepKind::Tiers(tiers) => {
            let by = tiers_by(lang, method_name(lang, &tiers.method), &tiers.column);
            let live = summary.and_then(|s| tier_live(lang, tiers, s)).unwrap_or_else(|| tier_count(lang, tiers.tiers.len()));
            format!("{by} · {live}")
        }
        StepKind::Matrix(matrix) if matrix.rows.is_empty() || matrix.columns.is_empty() => not_set_up(lang).into(),
        StepKind::Matrix(matrix) => {
            let cells = summary.map_or(String::new(), |s| format!(" · {}", cell_count(lang, s.groups.len())));
            format!("{}{cells}", crossed(lang, &matrix.rows, &matrix.columns))
        }
        StepKind::Rfm(rfm) => format!("{} · {}", scores_to(lang, rfm.scores), segments_of(lang, rfm.segments.len())),
        StepKind::Scorecard(card) => {
            let criteria = match card.criteria.len() {
                0 => return not_set_up(lang).into(),
                1 => scorecard::line_one(lang).to_string(),
                n => scorecard::line(lang, n),
            };
            match summary.map(|s| &s.detail) {
                Some(StepDetail::Scorecard(detail)) => {
                    let mean = detail.summary.map(|s| format!(" · {}", scorecard::line_mean(lang, format::number(s.mean, 1))));
                    format!("{criteria}{}", mean.unwrap_or_default())
                }
                _ => criteria,
            }
        }
        StepKind::Lifecycle(_) => {
            let stages = stage_count(lang, step.groups().len());
            match summary.map(|s| &s.detail) {
                Some(StepDetail::Lifecycle(detail)) => format!("{stages} · {}", overdue(lang, format::count(detail.overdue))),
                _ => stages,
            }
        }
        StepKind::Playbook(playbook) if playbook.segments_of.is_empty() => not_set_up(lang).into(),
        StepKind::Playbook(playbook) => match summary.map(|s| &s.detail) {
            Some(StepDetail::Playbook(detail)) => {
                let [contacts, budget, revenue] =
                    [detail.total.contacts, detail.total.budget, detail.total.revenue].map(|x| format::number(x, 0));
                super::playbook::step_line(lang, contacts, budget, revenue)
            }
            _ => playbook.segments_of.clone(),
        },
        StepKind::Formula(formula) => match summary.map(|s| &s.detail) {
            Some(StepDetail::Formula(detail)) => {
                format!("{} · {}", super::formula::result_type_name(lang, detail.column_type), formula.formula)
            }
            _ => formula.formula.clone(),
        },
    }
}

/// The best tier's share of the customers and of the value.
fn tier_live(lang: Lang, tiers: &Tiers, summary: &StepSummary) -> Option<String> {
    let StepDetail::Tiers(detail) = &summary.detail else { return None };
    let (tier, cut) = (tiers.tiers.first()?, detail.cuts.first()?);
    Some(tier_share(lang, &tier.name, format::share(cut.customers_share), format::share(cut.value_share?)))
}

/// How tiers are cut, in a word.
pub fn method_name(lang: Lang, method: &TierMethod) -> &'static str {
    match method {
        TierMethod::Thresholds { .. } => by_thresholds(lang),
        TierMethod::ShareOfCustomers { .. } => by_share_of_customers(lang),
        TierMethod::ShareOfValue { .. } => by_share_of_value(lang),
        TierMethod::EqualWidth => by_equal_width(lang),
        TierMethod::NaturalBreaks => by_natural_breaks(lang),
        TierMethod::StandardDeviations { .. } => by_deviations(lang),
    }
}

/// What stands beside a column's name: where its values lie, or how many there are.
pub fn column_line(lang: Lang, column: &ColumnProfile, rows: usize) -> String {
    if column.missing == rows {
        return all_missing(lang).into();
    }
    if let Some(n) = &column.numbers {
        format!("{} – {}", short_number(n.min), short_number(n.max))
    } else if let Some(d) = &column.dates {
        // The day does not fit; the details have it.
        let month = |day| date::format_iso(day).chars().take(7).collect::<String>();
        format!("{} – {}", month(d.min), month(d.max))
    } else if column.distinct > 99 {
        distinct(lang, format::count(column.distinct))
    } else {
        values(lang, format::count(column.distinct))
    }
}

/// A number short enough for a narrow place: two decimals, millions and more in scientific steps of a thousand.
pub fn short_number(x: f64) -> String {
    let size = x.abs();
    if size >= 1e15 {
        format!("{x:.1e}")
    } else if size >= 1e6 {
        let (scaled, unit) = if size >= 1e9 { (x / 1e9, "G") } else { (x / 1e6, "M") };
        format!("{}{unit}", format::number(scaled, 2))
    } else if size != 0.0 && size < 0.01 {
        format!("{x:.1e}")
    } else {
        format::number(x, 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_stay_short() {
        assert_eq!(short_number(118.75), "118.75");
        assert_eq!(short_number(8_684.8), "8,684.8");
        assert_eq!(short_number(1_234_567.0), "1.23M");
        assert_eq!(short_number(-2.5e10), "-25G");
        assert_eq!(short_number(0.0004), "4.0e-4");
        assert_eq!(short_number(0.0), "0");
    }
}
