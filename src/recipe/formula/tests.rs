//! Reading and writing formulas.

use super::*;
use crate::recipe::{Step, StepKind, Workbook, columns_used, missing_columns, rename_step, resolved};
use crate::table::ColumnType;
use proptest::prelude::*;

/// Any tree that can be written, its places not filled in. `columns` are the names that it may read.
pub(crate) fn trees(columns: &'static [&'static str]) -> impl Strategy<Value = Expr> {
    let made = |kind| Expr { span: Span::default(), kind };
    let leaf = prop_oneof![
        prop_oneof![Just(0.0), Just(1.0), Just(0.5), (0u32..2000).prop_map(f64::from), Just(1e-9), Just(1e300), Just(12345.678)]
            .prop_map(ExprKind::Number),
        prop_oneof![Just(""), Just("a"), Just("Ab"), Just(" b "), Just("say \"x\""), Just("中文"), Just("2024-02-29")]
            .prop_map(|t| ExprKind::Text(t.to_owned())),
        any::<bool>().prop_map(ExprKind::Boolean),
        Just(ExprKind::Missing),
        Just(ExprKind::AsOf),
        prop::sample::select(columns).prop_map(|c| ExprKind::Column(c.to_owned())),
        prop::sample::select(columns).prop_map(|c| ExprKind::Column(c.to_owned())),
        prop::sample::select(columns).prop_map(|c| ExprKind::Column(c.to_owned())),
    ];
    leaf.prop_map(made).prop_recursive(5, 40, 3, move |inner| {
        let operators: Vec<BinaryOp> = BinaryOp::ALL.to_vec();
        let call = (prop::sample::select(Function::ALL.to_vec()), prop::collection::vec(inner.clone(), 3), 0usize..3).prop_map(
            |(function, mut inputs, extra)| {
                let (least, most) = function.inputs();
                inputs.truncate((least + extra).min(most.unwrap_or(3)).min(3));
                ExprKind::Call(function, inputs)
            },
        );
        prop_oneof![
            inner.clone().prop_map(|e| ExprKind::Unary(UnaryOp::Negate, Box::new(e))),
            inner.clone().prop_map(|e| ExprKind::Unary(UnaryOp::Not, Box::new(e))),
            (prop::sample::select(operators), inner.clone(), inner).prop_map(|(op, a, b)| ExprKind::Binary(op, Box::new(a), Box::new(b))),
            call.clone(),
            call,
        ]
        .prop_map(move |kind| Expr { span: Span::default(), kind })
    })
}

/// The tree without its places.
pub(crate) fn bare(expr: &Expr) -> Expr {
    let boxed = |e: &Expr| Box::new(bare(e));
    let kind = match &expr.kind {
        ExprKind::Unary(op, operand) => ExprKind::Unary(*op, boxed(operand)),
        ExprKind::Binary(op, left, right) => ExprKind::Binary(*op, boxed(left), boxed(right)),
        ExprKind::Call(function, inputs) => ExprKind::Call(*function, inputs.iter().map(bare).collect()),
        other => other.clone(),
    };
    Expr { span: Span::default(), kind }
}

proptest! {
    #[test]
    fn what_is_written_reads_back(tree in trees(&["a", "消费金额", "Monthly Charges", "odd ] name", "and", "12", "É_1"])) {
        let text = print(&tree);
        let read = parse(&text).map_err(|e| TestCaseError::fail(format!("{text}: {e:?}")))?;
        prop_assert_eq!(bare(&read), tree, "{}", text);
        prop_assert_eq!(print(&read), text);
    }

    #[test]
    fn no_text_makes_the_reader_fall_over(text in "[a-z0-9 \\[\\]()\"“”,，.<>=+*/^%消-]{0,40}") {
        if let Err(error) = parse(&text) {
            prop_assert!(error.span.start <= error.span.end && error.span.end <= text.len(), "{:?}", error);
            prop_assert!(text.is_char_boundary(error.span.start) && text.is_char_boundary(error.span.end));
        }
        prop_assert_eq!(replace_names(&text, |_| {}), text.clone());
        hinted_types(&text);
    }
}

fn shown(text: &str) -> String {
    parse(text).map(|e| print(&e)).unwrap_or_else(|e| format!("{e:?}"))
}

#[test]
fn operators_bind_as_in_arithmetic() {
    let same = |a: &str, b: &str| assert_eq!(parse(a).map(|e| bare(&e)), parse(b).map(|e| bare(&e)), "{a} {b}");
    same("a + b * c ^ d", "a + (b * (c ^ d))");
    same("a - b - c", "(a - b) - c");
    same("a / b / c", "(a / b) / c");
    same("2 ^ 3 ^ 2", "2 ^ (3 ^ 2)");
    same("-2 ^ 2", "-(2 ^ 2)");
    same("2 ^ -1", "2 ^ (-1)");
    same("not a = b and c > 1 or d", "((not (a = b)) and (c > 1)) or d");
    same("a<=b", "a ≤ b");
    same("if（a＞1，“x”，\"y\"）", "if(a > 1, \"x\", \"y\")");
    same("a != b", "a <> b");
    same("+a", "a");
    assert_eq!(shown("(a+(b))*[c d]"), "(a + b) * [c d]");
    assert_eq!(shown("IF(Not TRUE, 1e3, .5)"), "if(not yes, 1000, 0.5)");
    assert_eq!(shown("消费金额/订单数"), "消费金额 / 订单数");
    assert_eq!(shown("[a]]b] + \"say \"\"x\"\"\""), "[a]]b] + \"say \"\"x\"\"\"");
}

/// What is wrong, and the part of the text that is marked.
fn wrong(text: &str) -> (String, FormulaProblem) {
    let error = parse(text).expect_err(text);
    (text[error.span.start..error.span.end].to_owned(), error.problem)
}

#[test]
fn errors_stand_at_their_place() {
    use FormulaProblem::*;
    let at = |text: &str, part: &str, problem: FormulaProblem| assert_eq!(wrong(text), (part.to_owned(), problem), "{text}");
    at("", "", Empty);
    at("  \n", "", Empty);
    at("a + ", "+", EndsEarly);
    at("a + * b", "*", ValueExpected { found: "*".into() });
    at("消费 订单", "订单", OperatorExpected { found: "订单".into() });
    at("(a + b", "(", UnclosedParenthesis);
    at("round(a, min(b, 2)", "(", UnclosedParenthesis);
    assert_eq!(parse("round(a, min(b, 2)").unwrap_err().span, Span::new(5, 6));
    at("a + b)", ")", UnopenedParenthesis);
    at("a $ b", "$", UnknownSign { sign: "$".into() });
    at("a + \"b", "\"b", UnclosedText);
    at("[a + b", "[a + b", UnclosedBracket);
    at("[] + 1", "[]", EmptyName);
    at("3months", "3months", BadNumber { text: "3months".into() });
    at("1e999", "1e999", BadNumber { text: "1e999".into() });
    at("1 < a < 3", "<", ChainedComparison);
    assert_eq!(parse("1 < a < 3").unwrap_err().span, Span::new(6, 7));
    assert!(parse("(1 < a) = (b < 3)").is_ok());
    at("rond(a)", "rond", UnknownFunction { name: "rond".into(), similar: Some(Function::Round) });
    at("substr(a, 1, 2)", "substr", UnknownFunction { name: "substr".into(), similar: Some(Function::Part) });
    at("frobnicate(a)", "frobnicate", UnknownFunction { name: "frobnicate".into(), similar: None });
    at("1 + if(a, b)", "if(a, b)", WrongCount { function: Function::If, least: 3, most: Some(3), found: 2 });
    at("round()", "round()", WrongCount { function: Function::Round, least: 1, most: Some(2), found: 0 });
    at("a and", "and", EndsEarly);
    at("and a", "and", ValueExpected { found: "and".into() });
    at("a, b", ",", OperatorExpected { found: ",".into() });
}

#[test]
fn depth_has_a_limit_and_length_none_that_matters() {
    let nested = format!("{}1{}", "(".repeat(5000), ")".repeat(5000));
    assert_eq!(parse(&nested).unwrap_err().problem, FormulaProblem::TooDeep);
    assert_eq!(parse(&"-".repeat(5000)).unwrap_err().problem, FormulaProblem::TooDeep);
    assert_eq!(parse(&vec!["a"; 1000].join(" + ")).unwrap_err().problem, FormulaProblem::TooDeep);
    assert!(parse(&vec!["a"; 120].join(" + ")).is_ok());
    assert!(parse(&format!("max({})", vec!["a"; 1000].join(", "))).is_ok());
}

#[test]
fn names_are_found_and_replaced_even_in_half_a_formula() {
    let text = "if(Revenue > [Old Name], year (joined), \"Revenue\" + ";
    let names: Vec<String> = column_names(text).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Revenue", "Old Name", "joined"]);
    let replaced = replace_names(text, |name| {
        if name == "Old Name" {
            *name = "short".into();
        } else if name == "Revenue" {
            *name = "Rev ]".into();
        }
    });
    assert_eq!(replaced, "if([Rev ]]] > short, year (joined), \"Revenue\" + ");
    assert_eq!(written_name("as_of"), "[as_of]");
    assert_eq!(written_name("消费金额2024"), "消费金额2024");
}

fn workbook(formulas: &[(&str, &str)]) -> Workbook {
    let step = |(name, formula): &(&str, &str)| Step {
        name: (*name).into(),
        muted: false,
        kind: StepKind::Formula(Formula { formula: (*formula).into() }),
    };
    Workbook { steps: formulas.iter().map(step).collect(), ..Workbook::default() }
}

fn formula(workbook: &Workbook, step: usize) -> &str {
    match &workbook.steps[step].kind {
        StepKind::Formula(formula) => &formula.formula,
        other => panic!("{other:?}"),
    }
}

#[test]
fn renaming_and_mapping_reach_into_formulas() {
    let mut w = workbook(&[("Per order", "revenue / Orders"), ("Next", "[per order] * 2 + revenue"), ("Broken", "[Per order] + (")]);
    assert_eq!(columns_used(&w), ["revenue", "Orders"]);
    // `Orders` is found as `orders`; nothing is found for `revenue`.
    assert_eq!(missing_columns(&w, &["orders".into()]), ["revenue"]);
    rename_step(&mut w, 0, "Ratio");
    assert_eq!(formula(&w, 1), "Ratio * 2 + revenue");
    assert_eq!(formula(&w, 2), "Ratio + (");
    w.source.mapping = [("revenue".to_owned(), "Total Charges".to_owned()), ("orders".to_owned(), "n".to_owned())].into();
    assert_eq!(missing_columns(&w, &["Total Charges".into(), "n".into()]), [] as [String; 0]);
    let w = resolved(&w);
    assert_eq!((formula(&w, 0), formula(&w, 1)), ("[Total Charges] / n", "Ratio * 2 + [Total Charges]"));
}

#[test]
fn types_are_guessed_without_data() {
    let hinted = hinted_types("if(contains(plan, \"x\"), days_between(joined, as_of) / orders, spend) + if(vip, 1, 2)");
    use ColumnType::{Boolean, Date, Number, Text};
    let expected = [("plan", Text), ("joined", Date), ("orders", Number), ("spend", Number), ("vip", Boolean)];
    assert_eq!(hinted, expected.map(|(name, hint)| (name.to_owned(), hint)));
}
