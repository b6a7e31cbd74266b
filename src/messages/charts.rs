//! Words of the charts: the panel's cards and controls, tooltips, tables of numbers, axis labels.

use super::{Lang, format};
use crate::table::ColumnType;
use crate::table::date::format_iso;

crate::messages! {
    panel => "Charts", "图表";
    size_and_value => "Size and value", "规模与价值";
    share_of_customers => "Share of customers", "客户占比";
    share_of(value) => "Share of {value}", "{value} 占比";
    distribution_of(column) => "Distribution of {column}", "{column} 的分布";
    by => "By", "按";
    column_to_chart => "Column to chart", "要绘制的列";
    chart_kind => "Kind of chart", "图表类型";
    histogram => "Histogram", "直方图";
    box_plot => "Box", "箱线图";
    customers => "Customers", "客户数";
    missing => "Missing", "缺失";
    all_customers => "All customers", "全部客户";
    total => "Total", "合计";
    segment => "Segment", "分群";
    sum_of(column) => "Sum of {column}", "{column} 合计";
    mean_of(column) => "Mean {column}", "{column} 均值";
    minimum => "Minimum", "最小值";
    whisker_low => "Lower whisker", "下须";
    quartile_1 => "Lower quartile", "下四分位数";
    median => "Median", "中位数";
    quartile_3 => "Upper quartile", "上四分位数";
    whisker_high => "Upper whisker", "上须";
    maximum => "Maximum", "最大值";
    mean => "Mean", "均值";
    values => "Values", "有值";
    outliers => "Beyond the whiskers", "须外的值";
    no_values => "no values", "无数据";
    no_groups_title => "No segments to compare yet", "还没有可比较的分群";
    no_groups_text => "Select a step that sorts customers into segments, or add one: its sizes and their share of value appear here and follow every edit.",
        "请选择一个把客户分组的步骤，或新增一个：各分群的规模和价值占比会显示在这里，并随每次修改即时更新。";
    add_step => "Add a step", "新增步骤";
    no_measure_title => "Nothing to measure", "没有可绘制的列";
    no_measure_text => "This data has no number or date column, so there is no distribution to draw. If one was read as text, change its type in the source.",
        "数据中没有数值列或日期列，因此无法绘制分布。如果有列被识别成了文本，可在数据源中更改其类型。";
    all_missing(column) => "Every value of {column} is missing.", "{column} 的值全部缺失。";
    failed => "This chart could not be computed.", "图表计算失败。";
    try_again => "Try again", "重试";
    drawing => "Computing…", "计算中…";
    overlap_note => "Segments overlap: a customer counts in each of theirs.", "分群有重叠：同一客户会计入其所在的每个分群。";
    missing_note(missing, rows) => "{missing} of {rows} have no value and are not drawn.", "{rows} 位客户中有 {missing} 位缺失该值，未绘制。";
    concentration => "At a glance", "概览";
    in_named(name) => "of customers outside “{name}”", "的客户不在“{name}”中";
    in_largest(name) => "of customers in “{name}”, the largest", "的客户在最大的“{name}”中";
    value_in_top(column, name) => "of {column} in “{name}”, the most valuable", "的{column}来自价值最高的“{name}”";
    value_per_customer(column) => "{column} per customer", "人均 {column}";
    save => "Save or copy", "保存或复制";
    save_chart(title) => "Save or copy: {title}", "保存或复制：{title}";
    save_svg => "Save as SVG", "保存为 SVG";
    save_png => "Save as PNG", "保存为 PNG";
    numbers_as_table => "Numbers as a table", "以表格查看数字";
    copy_numbers => "Copy the numbers", "复制数字";
    copied => "The numbers are on the clipboard; paste them into a spreadsheet.", "数字已复制到剪贴板，可粘贴到电子表格中。";
    copy_refused => "The browser did not allow copying. Open the table and copy from there.", "浏览器不允许复制。请打开表格后自行复制。";
    save_refused => "The browser could not make the picture. Save as SVG instead.", "浏览器无法生成图片，请改为保存 SVG。";
    /// Said to a screen reader with a chart's name.
    how_to => "Arrow keys move from mark to mark, Enter filters the customer table, Escape leaves. The same numbers are in the table under Save or copy.",
        "用方向键在图形之间移动，按 Enter 筛选客户表，按 Esc 离开。“保存或复制”菜单中有同样数字的表格。";
    interactive_chart => "Interactive chart", "交互图表";
    click_filters => "Click to show only these customers", "点击只显示这些客户";
    click_clears => "Click to show all customers again", "点击恢复显示全部客户";
    describe_sizes(groups, largest, share) => "{groups} segments; the largest is {largest} with {share} of customers.", "共 {groups} 个分群；最大的是“{largest}”，占客户的 {share}。";
    describe_histogram(column, low, high, bins) => "Histogram of {column} from {low} to {high} in {bins} bins, stacked by segment.", "{column} 从 {low} 到 {high} 的直方图，共 {bins} 个区间，按分群堆叠。";
    describe_boxes(column, groups) => "Box plots of {column} for {groups} segments.", "{groups} 个分群的 {column} 箱线图。";
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month_name(month: u32) -> &'static str {
    MONTHS.get((month as usize).wrapping_sub(1)).copied().unwrap_or("?")
}

/// A month at an axis: `Jan 2024`, `2024年1月`.
pub fn month_year(lang: Lang, year: i32, month: u32) -> String {
    match lang {
        Lang::En => format!("{} {year}", month_name(month)),
        Lang::Zh => format!("{year}年{month}月"),
    }
}

/// A day at an axis: `5 Jan`, `1月5日`.
pub fn day_month(lang: Lang, month: u32, day: u32) -> String {
    match lang {
        Lang::En => format!("{day} {}", month_name(month)),
        Lang::Zh => format!("{month}月{day}日"),
    }
}

/// The unit of an axis whose largest number is `largest`, and its sign: thousands and millions, or 万 and 亿.
pub fn axis_unit(lang: Lang, largest: f64) -> (f64, &'static str) {
    let units: &[(f64, f64, &str)] = match lang {
        Lang::En => &[(1e12, 1e12, "T"), (1e9, 1e9, "B"), (1e6, 1e6, "M"), (1e4, 1e3, "k")],
        Lang::Zh => &[(1e12, 1e12, "万亿"), (1e8, 1e8, "亿"), (1e5, 1e4, "万")],
    };
    units.iter().find(|(from, ..)| largest >= *from).map_or((1.0, ""), |&(_, unit, sign)| (unit, sign))
}

/// A value of a column as exact as it is worth: a date as `YYYY-MM-DD`, a number with up to four decimals.
pub fn value(column_type: ColumnType, x: f64) -> String {
    match column_type {
        ColumnType::Date => format_iso(x.round() as i32),
        _ => format::number(x, 4),
    }
}

/// The values that a bin holds: for dates its first and last day, for numbers `low – < high` (the last bin: `low – high`).
pub fn bin(column_type: ColumnType, low: f64, high: f64, last: bool) -> String {
    if column_type == ColumnType::Date {
        let (from, to) = (low.ceil() as i32, if last { high.floor() as i32 } else { high.ceil() as i32 - 1 });
        return if to <= from { format_iso(from) } else { format!("{} – {}", format_iso(from), format_iso(to)) };
    }
    if low == high {
        return value(column_type, low);
    }
    // Two significant digits of the width tell neighbours apart.
    let decimals = (2.0 - (high - low).log10().floor()).clamp(0.0, 8.0) as usize;
    let between = if last { "–" } else { "– <" };
    format!("{} {between} {}", format::number(low, decimals), format::number(high, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_say_what_they_hold() {
        assert_eq!(bin(ColumnType::Number, 18.25, 21.6, false), "18.25 – < 21.6");
        assert_eq!(bin(ColumnType::Number, 115.0, 118.75, true), "115 – 118.75");
        assert_eq!(bin(ColumnType::Number, 5.0, 5.0, true), "5");
        assert_eq!(bin(ColumnType::Date, 0.0, 7.0, false), "1970-01-01 – 1970-01-07");
        assert_eq!(bin(ColumnType::Date, 0.5, 1.5, false), "1970-01-02");
    }

    #[test]
    fn large_numbers_take_the_unit_of_the_language() {
        assert_eq!(axis_unit(Lang::En, 25_000.0), (1e3, "k"));
        assert_eq!(axis_unit(Lang::Zh, 25_000.0), (1.0, ""));
        assert_eq!(axis_unit(Lang::Zh, 250_000.0), (1e4, "万"));
        assert_eq!(axis_unit(Lang::En, 999.0), (1.0, ""));
    }
}
