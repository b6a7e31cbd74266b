//! Why a workbook's file cannot be opened, in words.

use super::Lang;
use crate::recipe::{FilePlace, Shape, ShapeProblem, WorkbookError};

crate::messages! {
    of_file(file, sentence) => "“{file}”: {sentence}", "“{file}”：{sentence}";
    empty => "This file is empty. Choose a workbook that Stratify has saved (its name ends in .stratify.json).",
        "文件是空的。请选择由 Stratify 保存的工作簿（文件名以 .stratify.json 结尾）。";
    not_text => "This file is not text, so it cannot be a workbook. Choose one whose name ends in .stratify.json.",
        "该文件不是文本，不可能是工作簿。请选择文件名以 .stratify.json 结尾的文件。";
    not_json(line, column, message) => "Line {line}, column {column}: this is not valid JSON ({message}). Mend that place, or open another copy of the workbook.",
        "第 {line} 行第 {column} 列：不是有效的 JSON（{message}）。请修正该处，或打开工作簿的另一份副本。";
    not_a_workbook => "This is JSON, but not a Stratify workbook: it lacks “stratify” with the version of its format.",
        "这是 JSON，但不是 Stratify 工作簿：缺少写明格式版本的“stratify”。";
    newer(version, newest) => "This workbook was saved by a newer Stratify (format {version}); this one reads up to format {newest}. Reload the page or update Stratify, then open it again.",
        "该工作簿由更新版本的 Stratify 保存（格式 {version}），当前版本最高只能读取格式 {newest}。请刷新页面或更新 Stratify 后再打开。";
    at(line, column, place, problem) => "Line {line}, column {column}{place}: {problem}",
        "第 {line} 行第 {column} 列{place}：{problem}";
    in_step(step) => ", step “{step}”", "，步骤“{step}”";
    in_segment(segment) => ", segment “{segment}”", "，分群“{segment}”";
    in_node(node) => ", condition {node}", "，条件 {node}";
    unknown_field(field, known) => "“{field}” means nothing here. {known}", "此处不认识“{field}”。{known}";
    unknown_word(word, known) => "“{word}” is not a word that can stand here. {known}", "此处不能写“{word}”。{known}";
    did_you_mean(words) => "Did you mean {words}?", "您是否想写 {words}？";
    can_be(words) => "It can be {words}.", "可以写 {words}。";
    or_else => " or ", " 或 ";
    missing_field(field) => "“{field}” is missing.", "缺少“{field}”。";
    wrong_type(found, wanted) => "here is {found} where {wanted} belongs.", "此处是{found}，应为{wanted}。";
    condition_and_group => "a condition and a group stand in one pair of braces. Give each its own.", "一对花括号里同时写了条件和条件组，请分开写。";
    two_quantifiers => "a group has one of “all”, “any” and “none”, not several. Put one group inside the other.",
        "一个条件组只能有“all”“any”“none”之一，请把一个组放进另一个组里。";
    does_not_fit(message) => "this does not fit ({message}).", "内容不符（{message}）。";
    shape_null => "nothing (null)", "空值（null）";
    shape_yes_no => "true or false", "true 或 false";
    shape_number => "a number", "数字";
    shape_text => "text in quotes", "带引号的文本";
    shape_number_or_text => "a number or text in quotes", "数字或带引号的文本";
    shape_list => "a list […]", "列表 […]";
    shape_object => "an object {…}", "对象 {…}";
    shape_other => "another kind of value", "另一种值";
    missing_columns(columns) => "The workbook uses columns that this file does not have: {columns}. Map them to columns of the file.",
        "工作簿用到了该文件中没有的列：{columns}。请将它们对应到文件中的列。";
}

/// The sentence for a workbook that cannot be opened: what, where, and what to do.
pub fn error(lang: Lang, error: &WorkbookError) -> String {
    match error {
        WorkbookError::Empty => empty(lang).into(),
        WorkbookError::NotText => not_text(lang).into(),
        WorkbookError::NotJson { line, column, message } => not_json(lang, line, column, message),
        WorkbookError::NotAWorkbook => not_a_workbook(lang).into(),
        WorkbookError::Newer { version, newest } => newer(lang, version, newest),
        WorkbookError::Shape { line, column, place: at_place, problem: what } => {
            at(lang, line, column, place(lang, at_place), problem(lang, what))
        }
    }
}

/// `columns` for [`missing_columns`]: the names, quoted.
pub fn name_list(lang: Lang, names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("“{n}”")).collect();
    quoted.join(match lang {
        Lang::En => ", ",
        Lang::Zh => "、",
    })
}

fn place(lang: Lang, place: &FilePlace) -> String {
    let mut out = String::new();
    if let Some(step) = &place.step {
        out.push_str(&in_step(lang, step));
    }
    if let Some(segment) = &place.segment {
        out.push_str(&in_segment(lang, segment));
    }
    if !place.node.is_empty() {
        out.push_str(&in_node(lang, place.node.iter().map(usize::to_string).collect::<Vec<_>>().join(".")));
    }
    out
}

fn problem(lang: Lang, problem: &ShapeProblem) -> String {
    match problem {
        ShapeProblem::UnknownField { field, known } => unknown_field(lang, field, suggestion(lang, field, known)).trim_end().into(),
        ShapeProblem::UnknownWord { word, known } => unknown_word(lang, word, suggestion(lang, word, known)).trim_end().into(),
        ShapeProblem::MissingField { field } => missing_field(lang, field),
        ShapeProblem::WrongType { found, wanted } => wrong_type(lang, shape(lang, *found), shape(lang, *wanted)),
        ShapeProblem::ConditionAndGroup => condition_and_group(lang).into(),
        ShapeProblem::TwoQuantifiers => two_quantifiers(lang).into(),
        ShapeProblem::Other { message } => does_not_fit(lang, message),
    }
}

fn shape(lang: Lang, shape: Shape) -> &'static str {
    match shape {
        Shape::Null => shape_null(lang),
        Shape::YesNo => shape_yes_no(lang),
        Shape::Number => shape_number(lang),
        Shape::Text => shape_text(lang),
        Shape::NumberOrText => shape_number_or_text(lang),
        Shape::List => shape_list(lang),
        Shape::Object => shape_object(lang),
        Shape::Other => shape_other(lang),
    }
}

/// What was probably meant: the known words nearest in spelling or, of a short list, all of them.
fn suggestion(lang: Lang, word: &str, known: &[String]) -> String {
    let quoted = |words: &[&str]| words.iter().map(|w| format!("“{w}”")).collect::<Vec<_>>().join(or_else(lang));
    if let Some((_, meant)) = SYNONYMS.iter().find(|(other, meant)| other.eq_ignore_ascii_case(word) && known.iter().any(|k| k == meant)) {
        return did_you_mean(lang, quoted(&[meant]));
    }
    let near = |k: &&String| edit_distance(&word.to_lowercase(), k) <= (word.chars().count() / 3).max(1);
    let near: Vec<&str> = known.iter().filter(near).map(String::as_str).take(3).collect();
    if !near.is_empty() {
        did_you_mean(lang, quoted(&near))
    } else if !known.is_empty() && known.len() <= 12 {
        can_be(lang, quoted(&known.iter().map(String::as_str).collect::<Vec<_>>()))
    } else {
        String::new()
    }
}

/// Words that people try for an operator.
const SYNONYMS: [(&str, &str); 12] = [
    ("equals", "="),
    ("==", "="),
    ("equal", "="),
    ("greater than", ">"),
    ("more than", ">"),
    ("less than", "<"),
    ("at least", ">="),
    ("at most", "<="),
    ("in", "is any of"),
    ("not in", "is none of"),
    ("regex", "matches"),
    ("is null", "is empty"),
];

/// Levenshtein's.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let next = (corner + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_where_and_what_to_do() {
        let text = r#"{"stratify": 1, "steps": [{"name": "Tiers", "kind": "rules", "segments": [
{"name": "VIP", "when": {"all": [{"column": "a", "op": "equals"}]}}]}]}"#;
        let problem = crate::recipe::read(text).unwrap_err();
        assert_eq!(
            error(Lang::En, &problem),
            "Line 2, column 56, step “Tiers”, segment “VIP”, condition 1: “equals” is not a word that can stand here. Did you mean “=”?"
        );
        assert_eq!(error(Lang::Zh, &problem), "第 2 行第 56 列，步骤“Tiers”，分群“VIP”，条件 1：此处不能写“equals”。您是否想写 “=”？");
        let newer = WorkbookError::Newer { version: 9, newest: 1 };
        assert!(error(Lang::En, &newer).contains("newer Stratify (format 9)"));
        assert_eq!(
            super::problem(Lang::En, &ShapeProblem::WrongType { found: Shape::List, wanted: Shape::Object }),
            "here is a list […] where an object {…} belongs."
        );
    }
}
