//! Words of formulas: what is wrong with one, what each function does, and the editor of the step.

use super::{Lang, findings::type_name};
use crate::recipe::formula::{DateOp, FormulaProblem, Function, FunctionGroup};
use crate::table::ColumnType;

crate::messages! {
    empty => "No formula is written yet.", "尚未编写公式。";
    unknown_sign(sign) => "“{sign}” has no meaning in a formula.", "公式中不能使用“{sign}”。";
    unclosed_text => "A text has no closing quote.", "文本缺少右引号。";
    unclosed_bracket => "A column name has no closing bracket.", "列名缺少右方括号。";
    empty_name => "The brackets hold no column name.", "方括号内没有列名。";
    bad_number(text) => "“{text}” is not a number.", "“{text}”不是数字。";
    value_expected(found) => "A value is wanted before “{found}”: a number, a column, a function.", "“{found}”之前缺少一个值（数字、列或函数）。";
    ends_early => "The formula ends where a value is wanted.", "公式不完整，末尾缺少一个值。";
    operator_expected(found) => "An operator is wanted before “{found}”, such as + or *.", "“{found}”之前缺少运算符，例如 + 或 *。";
    unclosed_parenthesis => "This parenthesis is never closed.", "此括号没有闭合。";
    unopened_parenthesis => "This parenthesis was never opened.", "此括号没有对应的左括号。";
    chained => "Comparisons do not chain. Write: a < b and b < c.", "比较不能连写，请写成：a < b and b < c。";
    unknown_function(name) => "There is no function “{name}”.", "没有名为“{name}”的函数。";
    similar_function(name, similar) => "There is no function “{name}”. Did you mean {similar}?", "没有名为“{name}”的函数。您是否要用 {similar}？";
    wrong_count(function, takes, found) => "{function} takes {takes}; here are {found}.", "{function} 需要{takes}，此处有 {found} 个。";
    takes_one => "1 input", " 1 个参数";
    takes_exactly(n) => "{n} inputs", " {n} 个参数";
    takes_between(least, most) => "{least} to {most} inputs", " {least} 至 {most} 个参数";
    takes_at_least(n) => "at least {n}", "至少 {n} 个参数";
    too_deep => "The formula is nested too deeply. Split it into several formula steps.", "公式嵌套过深，请拆分为多个公式步骤。";
    ambiguous(columns) => "Several columns are called so: {columns}. Write the one exactly.", "有多个同名列：{columns}。请准确书写列名。";
    wrong_type(wanted, found) => "{wanted} wanted here; this is {found}.", "此处需要{wanted}，而这里是{found}。";
    text_for_date => "A date is wanted here; this is text. Write it as date(\"2024-01-31\").", "此处需要日期，而这里是文本。请写成 date(\"2024-01-31\")。";
    not_ordered(found) => "min and max are for numbers and dates; this is {found}.", "min 与 max 用于数值和日期，而这里是{found}。";
    types_differ(left, right) => "These do not go together: {left} and {right}.", "类型不一致：{left}与{right}。";
    add_dates => "Dates are not added with +. Use add_days(date, days).", "日期不能用 + 相加，请用 add_days(日期, 天数)。";
    subtract_dates => "Dates are not subtracted with -. Use days_between(from, to).", "日期不能用 - 相减，请用 days_between(起, 止)。";
    yes_no_order => "Yes and no are equal or not; neither is more.", "是与否只能判断是否相等，不能比较大小。";
    bad_date(text) => "“{text}” is not a date. Write it as 2024-01-31.", "“{text}”不是日期，请写成 2024-01-31 的形式。";
    no_type => "The result is always missing.", "结果始终缺失。";
    at_character(position, sentence) => "Character {position}: {sentence}", "第 {position} 个字符：{sentence}";
    a_text => "Text", "文本";
    a_number => "A number", "数值";
    a_date => "A date", "日期";
    a_yes_no => "Yes or no", "是/否";

    editor => "Formula", "公式";
    formula => "Formula", "公式";
    placeholder => "revenue / orders", "消费金额 / 订单数";
    hint => "Column names as they are, or in [brackets]; text in \"quotes\".", "列名直接书写，或置于 [方括号] 内；文本置于 \"双引号\" 内。";
    completions => "Names that fit", "可用名称";
    a_function => "function", "函数";
    functions => "Functions", "函数";
    find_function => "Find a function", "查找函数";
    no_function => "No function is called so.", "没有这样的函数。";
    insert(name) => "Insert {name}", "插入 {name}";
    group_choice => "Choice", "判断";
    group_numbers => "Numbers", "数值";
    group_text => "Text", "文本";
    group_dates => "Dates", "日期";
    result => "Result", "结果";
    result_type => "Type", "类型";
    customers => "Customers", "客户数";
    missing => "Missing", "缺失";
    minimum => "Minimum", "最小值";
    mean => "Mean", "平均值";
    maximum => "Maximum", "最大值";
    earliest => "Earliest", "最早";
    latest => "Latest", "最晚";
    examples => "First customers", "前几位客户";
    distribution => "Distribution", "分布";
    most_frequent => "Most frequent", "最常见的值";
    range_of(least, most, count) => "{least} to {most}: {count}", "{least} 至 {most}：{count}";
    histogram_label(least, most) => "Distribution of the result, from {least} to {most}", "结果分布，范围 {least} 至 {most}";
    nothing_yet => "The result appears here as soon as the formula can be read.", "公式可读后，结果显示在此处。";
    all_missing => "Every result is missing.", "所有结果均缺失。";
    step => "Formula", "公式";
    value_per_order => "Value per order", "单均消费";
    value_per_month => "Value per month", "月均消费";
    value_per_tenure => "Value per tenure", "单位时长消费";
    value_per_tiers(name) => "{name}: tiers", "{name}分层";
    explain_result(result) => "Result {result}", "结果 {result}";
    explain_missing => "No result", "无结果";
    type_text => "text", "文本";
    type_number => "number", "数值";
    type_date => "date", "日期";
    type_boolean => "yes/no", "是/否";
}

/// A problem as a sentence.
pub fn problem(lang: Lang, problem: &FormulaProblem) -> String {
    match problem {
        FormulaProblem::Empty => empty(lang).into(),
        FormulaProblem::UnknownSign { sign } => unknown_sign(lang, sign),
        FormulaProblem::UnclosedText => unclosed_text(lang).into(),
        FormulaProblem::UnclosedBracket => unclosed_bracket(lang).into(),
        FormulaProblem::EmptyName => empty_name(lang).into(),
        FormulaProblem::BadNumber { text } => bad_number(lang, text),
        FormulaProblem::ValueExpected { found } => value_expected(lang, found),
        FormulaProblem::EndsEarly => ends_early(lang).into(),
        FormulaProblem::OperatorExpected { found } => operator_expected(lang, found),
        FormulaProblem::UnclosedParenthesis => unclosed_parenthesis(lang).into(),
        FormulaProblem::UnopenedParenthesis => unopened_parenthesis(lang).into(),
        FormulaProblem::ChainedComparison => chained(lang).into(),
        FormulaProblem::UnknownFunction { name, similar: None } => unknown_function(lang, name),
        FormulaProblem::UnknownFunction { name, similar: Some(function) } => similar_function(lang, name, function.name()),
        FormulaProblem::WrongCount { function, least, most, found } => {
            let takes = match most {
                Some(1) => takes_one(lang).into(),
                Some(most) if most == least => takes_exactly(lang, least),
                Some(most) => takes_between(lang, least, most),
                None => takes_at_least(lang, least),
            };
            wrong_count(lang, signature(lang, *function), takes, found)
        }
        FormulaProblem::TooDeep => too_deep(lang).into(),
        FormulaProblem::AmbiguousColumn { columns } => ambiguous(lang, columns.join(super::findings::separator(lang))),
        FormulaProblem::WrongType { wanted: ColumnType::Date, found: ColumnType::Text } => text_for_date(lang).into(),
        FormulaProblem::WrongType { wanted, found } => wrong_type(lang, a_value(lang, *wanted), type_name(lang, *found)),
        FormulaProblem::NotOrdered { found } => not_ordered(lang, type_name(lang, *found)),
        FormulaProblem::TypesDiffer { left: ColumnType::Date, right: ColumnType::Text }
        | FormulaProblem::TypesDiffer { left: ColumnType::Text, right: ColumnType::Date } => text_for_date(lang).into(),
        FormulaProblem::TypesDiffer { left, right } => types_differ(lang, type_name(lang, *left), type_name(lang, *right)),
        FormulaProblem::DateArithmetic { op: DateOp::Add } => add_dates(lang).into(),
        FormulaProblem::DateArithmetic { op: DateOp::Subtract } => subtract_dates(lang).into(),
        FormulaProblem::YesNoOrder => yes_no_order(lang).into(),
        FormulaProblem::BadDate { text } => bad_date(lang, text),
        FormulaProblem::NoType => no_type(lang).into(),
    }
}

fn a_value(lang: Lang, column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Text => a_text(lang),
        ColumnType::Number => a_number(lang),
        ColumnType::Date => a_date(lang),
        ColumnType::Boolean => a_yes_no(lang),
    }
}

/// The type of a result, for one word.
pub fn result_type_name(lang: Lang, column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Text => type_text(lang),
        ColumnType::Number => type_number(lang),
        ColumnType::Date => type_date(lang),
        ColumnType::Boolean => type_boolean(lang),
    }
}

pub fn group(lang: Lang, group: FunctionGroup) -> &'static str {
    match group {
        FunctionGroup::Choice => group_choice(lang),
        FunctionGroup::Numbers => group_numbers(lang),
        FunctionGroup::Text => group_text(lang),
        FunctionGroup::Dates => group_dates(lang),
    }
}

/// How a function is called: its name and inputs.
pub fn signature(lang: Lang, function: Function) -> &'static str {
    let (en, zh) = described(function).0;
    if lang == Lang::Zh { zh } else { en }
}

/// What a function gives, in one line.
pub fn help(lang: Lang, function: Function) -> &'static str {
    let (en, zh) = described(function).1;
    if lang == Lang::Zh { zh } else { en }
}

type Both = (&'static str, &'static str);

/// Signature and help of a function, each in English and Chinese.
fn described(function: Function) -> (Both, Both) {
    match function {
        Function::If => (
            ("if(condition, then, else)", "if(条件, 成立, 否则)"),
            ("The second where the first holds, else the third.", "条件成立时取第二个值，否则取第三个值。"),
        ),
        Function::Coalesce => (("coalesce(a, b, …)", "coalesce(a, b, …)"), ("The first that is not missing.", "第一个不缺失的值。")),
        Function::IsMissing => (("is_missing(a)", "is_missing(a)"), ("Whether it is missing.", "是否缺失。")),
        Function::Min => (
            ("min(a, b, …)", "min(a, b, …)"),
            ("The least number or earliest date; missing ones are passed over.", "最小的数或最早的日期，忽略缺失值。"),
        ),
        Function::Max => (
            ("max(a, b, …)", "max(a, b, …)"),
            ("The greatest number or latest date; missing ones are passed over.", "最大的数或最晚的日期，忽略缺失值。"),
        ),
        Function::Round => (
            ("round(number, digits)", "round(数, 小数位)"),
            ("Rounded to so many decimals (0 if left out), a half away from zero.", "四舍五入到指定小数位（省略则取整）。"),
        ),
        Function::Floor => (("floor(number)", "floor(数)"), ("The next whole number below.", "向下取整。")),
        Function::Ceil => (("ceil(number)", "ceil(数)"), ("The next whole number above.", "向上取整。")),
        Function::Abs => (("abs(number)", "abs(数)"), ("Without its sign.", "绝对值。")),
        Function::Log => (("log(number)", "log(数)"), ("The natural logarithm; missing for 0 and below.", "自然对数，0 及负数得缺失。")),
        Function::Log10 => {
            (("log10(number)", "log10(数)"), ("The logarithm to base 10; missing for 0 and below.", "以 10 为底的对数，0 及负数得缺失。"))
        }
        Function::Sqrt => (("sqrt(number)", "sqrt(数)"), ("The square root; missing below 0.", "平方根，负数得缺失。")),
        Function::Lower => (("lower(text)", "lower(文本)"), ("In small letters.", "转为小写。")),
        Function::Upper => (("upper(text)", "upper(文本)"), ("In capital letters.", "转为大写。")),
        Function::Trim => (("trim(text)", "trim(文本)"), ("Without blanks at its ends.", "去除首尾空格。")),
        Function::Length => (("length(text)", "length(文本)"), ("How many characters it has.", "字符数。")),
        Function::Contains => (
            ("contains(text, part)", "contains(文本, 片段)"),
            ("Whether the part is in it, without regard to case.", "是否包含该片段，不区分大小写。"),
        ),
        Function::Concat => {
            (("concat(a, b, …)", "concat(a, b, …)"), ("All of them, one behind the other, as text.", "依次连接为一段文本。"))
        }
        Function::Part => (
            ("part(text, start, count)", "part(文本, 起始, 个数)"),
            ("So many characters from a position on, counted from 1.", "从指定位置（从 1 起）取若干字符。"),
        ),
        Function::DaysBetween => (
            ("days_between(from, to)", "days_between(起, 止)"),
            (
                "The days from the first date to the second; negative where that is earlier.",
                "第一个日期到第二个日期的天数，后者更早则为负。",
            ),
        ),
        Function::AddDays => (("add_days(date, days)", "add_days(日期, 天数)"), ("The date so many days later.", "若干天之后的日期。")),
        Function::Year => (("year(date)", "year(日期)"), ("Its year.", "年份。")),
        Function::Month => (("month(date)", "month(日期)"), ("Its month, 1 to 12.", "月份，1 至 12。")),
        Function::Day => (("day(date)", "day(日期)"), ("Its day of the month.", "当月第几日。")),
        Function::Weekday => (("weekday(date)", "weekday(日期)"), ("Its weekday, 1 Monday to 7 Sunday.", "星期，1 为星期一，7 为星期日。")),
        Function::Date => (
            ("date(\"2024-01-31\")", "date(\"2024-01-31\")"),
            ("The date that a text says, as year-month-day.", "按“年-月-日”把文本读作日期。"),
        ),
    }
}
