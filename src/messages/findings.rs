//! What the engine finds about a step or the workbook, in sentences that say what is wrong and what to do.

use super::{Lang, common, format};
use crate::engine::Problem;
use crate::table::ColumnType;

crate::messages! {
    no_column => "No column is chosen yet.", "尚未选择列。";
    unknown_column(column) => "The data has no column “{column}”. Choose another one, or map it to a column of this file.",
        "数据中没有列“{column}”。请另选一列，或将其对应到此文件中的列。";
    unknown_step(step) => "No earlier step is called “{step}”.", "前面没有名为“{step}”的步骤。";
    unknown_segment(step, segment) => "“{step}” has no segment “{segment}”.", "“{step}”中没有分群“{segment}”。";
    operator_not_for_type(column, kind) => "This operator is not for “{column}”, which holds {kind}. Choose another operator.",
        "此运算符不适用于“{column}”（{kind}）。请另选运算符。";
    no_value => "A value is missing.", "缺少值。";
    no_unit => "No unit of time is chosen yet.", "尚未选择时间单位。";
    not_a_number(text) => "“{text}” is not a number.", "“{text}”不是数字。";
    not_whole(text) => "“{text}” must be a whole number, 0 or more.", "“{text}”必须是不小于 0 的整数。";
    not_a_percentage(text) => "“{text}” is not a percentage between 0 and 100.", "“{text}”不是 0 到 100 之间的百分比。";
    not_a_month(text) => "“{text}” is not a month: months are 1 to 12.", "“{text}”不是月份（应为 1 至 12）。";
    not_a_weekday(text) => "“{text}” is not a weekday: they are 1 (Monday) to 7 (Sunday).", "“{text}”不是星期（应为 1 星期一至 7 星期日）。";
    too_large(text, limit) => "{text} is too much: the most is {limit}.", "{text} 过大，最多为 {limit}。";
    not_a_date(text) => "“{text}” is not a date. Write it as 2024-01-31.", "“{text}”不是日期，请写成 2024-01-31 的形式。";
    empty_range => "The lower end is above the upper one, so nothing is between them.", "下限高于上限，两者之间没有任何值。";
    types_differ(column, other) => "“{column}” and “{other}” hold different types and cannot be compared.", "“{column}”与“{other}”的类型不同，无法比较。";
    bad_pattern(message) => "The regular expression does not compile: {message}.", "正则表达式无法编译：{message}。";
    no_as_of => "The data has no date to count from. Set the as-of date in the source.", "数据中没有可作为基准的日期，请在数据源中设置基准日期。";
    empty_rule => "The rule has no condition, so nobody is in it.", "规则没有条件，因此不包含任何客户。";
    nothing_left => "All its conditions are muted, unfinished or wrong, so nobody is in it.", "所有条件均已停用、未填完或有误，因此不包含任何客户。";
    too_many_segments(limit) => "There are more segments than the {limit} that a step can have.", "分群数量超过了每个步骤的上限 {limit} 个。";
    duplicate_name(name) => "“{name}” is there twice. Rename one, so that the result can tell them apart.", "“{name}”出现了两次。请重命名其中一个，以便在结果中区分。";
    empty_name => "It has no name.", "缺少名称。";
    never_reached(matching, taken_by) => "It never gets a customer: all {matching} that meet its rule are taken by {taken_by} above. Move it up, or narrow those.",
        "它得不到任何客户：满足其规则的 {matching} 位客户都被上方的{taken_by}取走。请将其上移，或收窄上方的规则。";
    matches_nobody => "No customer meets the rule.", "没有客户满足此规则。";
    value_column_missing(column) => "The data has no value column “{column}”. Choose another one.", "数据中没有价值列“{column}”，请另选一列。";
    value_column_not_number(column) => "The value column “{column}” does not hold numbers. Choose another one.", "价值列“{column}”不是数值列，请另选一列。";
    bad_as_of(text) => "The as-of date “{text}” is not a date. Write it as 2024-01-31.", "基准日期“{text}”不是日期，请写成 2024-01-31 的形式。";
    not_a_date_column(column, kind) => "“{column}” holds {kind}, and dates are needed here. Choose a date column, or read this one as dates in the source.", "“{column}”是{kind}列，而这里需要日期。请选择日期列，或在数据源中把它按日期读取。";
    not_a_number_column(column, kind) => "“{column}” holds {kind}, and a number is needed.", "“{column}”的类型是{kind}，此处需要数值。";
    no_values(column) => "Every value of “{column}” is missing.", "“{column}”的值全部缺失。";
    nothing_to_share(column) => "“{column}” does not sum to more than zero, so there is nothing to take shares of.", "“{column}”的合计不大于零，无法计算占比。";
    no_tiers => "There is no tier to cut into: add one.", "没有任何层级，请先添加。";
    cuts_out_of_order => "A cut is better than the cut of the tier above it, so the tier takes nobody.", "有的分界高于其上一层级的分界，该层级不包含任何客户。";
    no_step => "No earlier step is chosen yet.", "尚未选择前面的步骤。";
    step_overlaps(step) => "The segments of “{step}” overlap, and one group per customer is needed here.", "“{step}”的分群有重叠，此处需要每位客户只属于一组。";
    cell_named_twice(row, column, first, second) => "The cell of {row} and {column} is named both “{first}” and “{second}”; the first counts.",
        "{row} 与 {column} 的单元格同时命名为“{first}”和“{second}”，以前者为准。";
    cells_in_no_segment(cells) => "No segment takes these cells: {cells}.", "以下单元格不属于任何分群：{cells}。";
    cells_named_twice(cells) => "Several segments name these cells, and the first takes them: {cells}.", "以下单元格被多个分群使用，以第一个为准：{cells}。";
    no_cell_reaches(segment) => "No cell is left for “{segment}”.", "没有单元格留给“{segment}”。";
    no_gaps => "Nobody has two orders to take a gap from, so nobody can be overdue.", "没有客户有两次以上的订单，无法计算间隔，也就无法判断逾期。";
    no_criteria => "There is no criterion that can be used: add one and choose its column.", "没有可用的指标，请添加指标并选择列。";
    no_weights => "Every weight is 0, so there is no score.", "所有权重均为 0，无法计算得分。";
    negative_weight => "Its weight must be 0 or more; it counts as 0.", "权重不能小于 0，现按 0 计。";
    points_not_for_type(column, kind) => "“{column}” holds {kind}, which cannot become points this way. Choose another way, or another column.", "“{column}”的类型是{kind}，无法以此方式折算为分数。请更换方式或列。";
    points_out_of_range(points) => "Points lie between 0 and 100; {points} counts as the nearer end.", "分数应在 0 到 100 之间，{points} 按较近的一端计。";
    all_the_same(column) => "All values of “{column}” are the same, so everyone has 50 points.", "“{column}”的值全部相同，所有客户均得 50 分。";
    band_twice(from) => "Two bands begin at {from}; the first counts.", "有两个分段都从 {from} 开始，以第一个为准。";
    unknown_category(column, value) => "“{column}” has no value “{value}”.", "“{column}”中没有值“{value}”。";
    file_awaited(file) => "The workbook needs the file “{file}”: add it in the source.", "工作簿需要文件“{file}”，请在数据源中添加。";
    unknown_column_of_file(file, column) => "“{file}” has no column “{column}”. Choose another one in the source.", "“{file}”中没有列“{column}”，请在数据源中另选一列。";
    types_differ_in_files(columns) => "The files hold different types in these columns, so they are read as text: {columns}.", "以下各列在不同文件中的类型不一致，已按文本读取：{columns}。";
    nothing_in_common(file) => "“{file}” has no column of the main file. Should it be joined by a key rather than stacked?", "“{file}”与主文件没有相同的列。是否应按键关联，而不是上下合并？";
    key_matches_nobody(file, key) => "No customer’s “{key}” occurs in “{file}”, so its columns are empty. Choose another key in the source.", "没有客户的“{key}”出现在“{file}”中，其各列均为空。请在数据源中另选键列。";
    below_zero(text) => "{text} is below 0 and counts as 0.", "{text} 小于 0，按 0 计算。";
    over_capacity(contacts, capacity, people) => "The plan has {contacts} contacts by people a month, and they can make {capacity}: {people} people are needed. Contact less often, add people, or let a machine send some.",
        "方案每月需人工触达 {contacts} 次，超出产能 {capacity} 次：需要 {people} 人。请降低频次、增加人手，或改为自动触达。";
    segments_without_play(segments) => "Nothing is planned for {segments}.", "尚未给以下分群安排方案：{segments}。";
    uplift_without_value => "The uplift is in percent of the value, and no value column is chosen, so no return can be told.", "增益按价值的百分比计算，但尚未选择价值列，因此无法估算回报。";
    text_type => "text", "文本";
    number_type => "numbers", "数值";
    date_type => "dates", "日期";
    boolean_type => "yes and no", "是/否";
    separator => ", ", "、";
    quoted(name) => "“{name}”", "“{name}”";
    last_two(first, last) => "{first} and {last}", "{first}和{last}";
    and_more(first, count) => "{first} and {count} more", "{first}等（另有 {count} 个）";
}

/// Most names or cells that a sentence lists.
const LISTED: usize = 5;

/// One finding as a whole sentence (or two). Where it stands is for the caller to show.
pub fn problem(lang: Lang, problem: &Problem) -> String {
    match problem {
        Problem::NoColumn => no_column(lang).into(),
        Problem::UnknownColumn { column } => unknown_column(lang, column),
        Problem::UnknownStep { step } => unknown_step(lang, step),
        Problem::UnknownSegment { step, segment } => unknown_segment(lang, step, segment),
        Problem::OperatorNotForType { column, column_type } => operator_not_for_type(lang, column, type_name(lang, *column_type)),
        Problem::NoValue => no_value(lang).into(),
        Problem::NoUnit => no_unit(lang).into(),
        Problem::NotANumber { text } => not_a_number(lang, text),
        Problem::NotWhole { text } => not_whole(lang, text),
        Problem::NotAPercentage { text } => not_a_percentage(lang, text),
        Problem::NotAMonth { text } => not_a_month(lang, text),
        Problem::NotAWeekday { text } => not_a_weekday(lang, text),
        Problem::TooLarge { text, limit } => too_large(lang, text, format::count(*limit as usize)),
        Problem::NotADate { text } => not_a_date(lang, text),
        Problem::EmptyRange => empty_range(lang).into(),
        Problem::TypesDiffer { column, other } => types_differ(lang, column, other),
        Problem::BadPattern { message, .. } => bad_pattern(lang, message.trim_end_matches('.')),
        Problem::NoAsOf => no_as_of(lang).into(),
        Problem::EmptyRule => empty_rule(lang).into(),
        Problem::NothingLeft => nothing_left(lang).into(),
        Problem::TooManySegments { limit } => too_many_segments(lang, limit),
        Problem::DuplicateName { name } => duplicate_name(lang, name),
        Problem::EmptyName => empty_name(lang).into(),
        Problem::NeverReached { taken_by, matching } => {
            let names: Vec<String> = taken_by.iter().map(|name| quoted(lang, name)).collect();
            never_reached(lang, format::count(*matching), list(lang, &names))
        }
        Problem::MatchesNobody => matches_nobody(lang).into(),
        Problem::ValueColumnMissing { column } => value_column_missing(lang, column),
        Problem::ValueColumnNotNumber { column } => value_column_not_number(lang, column),
        Problem::BadAsOf { text } => bad_as_of(lang, text),
        Problem::NotADateColumn { column, column_type } => not_a_date_column(lang, column, type_name(lang, *column_type)),
        Problem::NotANumberColumn { column, column_type } => not_a_number_column(lang, column, type_name(lang, *column_type)),
        Problem::NoValues { column } => no_values(lang, column),
        Problem::NothingToShare { column } => nothing_to_share(lang, column),
        Problem::NoTiers => no_tiers(lang).into(),
        Problem::CutsOutOfOrder => cuts_out_of_order(lang).into(),
        Problem::NoStep => no_step(lang).into(),
        Problem::StepOverlaps { step } => step_overlaps(lang, step),
        Problem::CellNamedTwice { row, column, first, second } => cell_named_twice(lang, row, column, first, second),
        Problem::CellsInNoSegment { cells } => cells_in_no_segment(lang, list(lang, cells)),
        Problem::CellsNamedTwice { cells } => cells_named_twice(lang, list(lang, cells)),
        Problem::NoCellReaches { segment } => no_cell_reaches(lang, segment),
        Problem::NoGaps => no_gaps(lang).into(),
        Problem::NoCriteria => no_criteria(lang).into(),
        Problem::NoWeights => no_weights(lang).into(),
        Problem::NegativeWeight => negative_weight(lang).into(),
        Problem::PointsNotForType { column, column_type } => points_not_for_type(lang, column, type_name(lang, *column_type)),
        Problem::PointsOutOfRange { points } => points_out_of_range(lang, points),
        Problem::AllTheSame { column } => all_the_same(lang, column),
        Problem::BandTwice { from } => band_twice(lang, from),
        Problem::UnknownCategory { column, value } => unknown_category(lang, column, value),
        Problem::FileAwaited { file } => file_awaited(lang, file),
        Problem::UnknownColumnOfFile { file, column } => unknown_column_of_file(lang, file, column),
        Problem::TypesDifferInFiles { columns } => types_differ_in_files(lang, list(lang, columns)),
        Problem::NothingInCommon { file } => nothing_in_common(lang, file),
        Problem::KeyMatchesNobody { file, key } => key_matches_nobody(lang, file, key),
        Problem::BelowZero { text } => below_zero(lang, text),
        Problem::OverCapacity { contacts, capacity, people } => {
            let [contacts, capacity] = [contacts, capacity].map(|x| format::number(*x, 0));
            over_capacity(lang, contacts, capacity, format::number(*people, 1))
        }
        Problem::SegmentsWithoutPlay { segments } => segments_without_play(lang, list(lang, segments)),
        Problem::UpliftWithoutValue => uplift_without_value(lang).into(),
        Problem::Formula(problem) => super::formula::problem(lang, problem),
    }
}

pub(super) fn type_name(lang: Lang, column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Text => text_type(lang),
        ColumnType::Number => number_type(lang),
        ColumnType::Date => date_type(lang),
        ColumnType::Boolean => boolean_type(lang),
    }
}

/// `a, b and c`, and how many there are beyond the first few.
fn list(lang: Lang, items: &[String]) -> String {
    match items {
        [] => common::missing(lang).into(),
        [one] => one.clone(),
        items if items.len() > LISTED => and_more(lang, items[..LISTED].join(separator(lang)), format::count(items.len() - LISTED)),
        [first @ .., last] => last_two(lang, first.join(separator(lang)), last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_names_as_a_sentence_does() {
        let taken = |n: usize| Problem::NeverReached { taken_by: (0..n).map(|i| format!("S{i}")).collect(), matching: 1322 };
        let en = problem(Lang::En, &taken(2));
        assert!(en.contains("all 1,322 that meet its rule are taken by “S0” and “S1” above"), "{en}");
        let zh = problem(Lang::Zh, &taken(3));
        assert!(zh.contains("都被上方的“S0”、“S1”和“S2”取走"), "{zh}");
        let many = problem(Lang::En, &taken(7));
        assert!(many.contains("“S4” and 2 more above"), "{many}");
    }
}
