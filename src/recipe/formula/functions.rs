//! The functions of formulas by name, with how many inputs they take. What they do is `steps::formula`'s business.

use serde::{Deserialize, Serialize};

/// A function of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    If,
    Coalesce,
    IsMissing,
    Min,
    Max,
    Round,
    Floor,
    Ceil,
    Abs,
    Log,
    Log10,
    Sqrt,
    Lower,
    Upper,
    Trim,
    Length,
    Contains,
    Concat,
    Part,
    DaysBetween,
    AddDays,
    Year,
    Month,
    Day,
    Weekday,
    Date,
}

/// What a function is about, for the list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionGroup {
    Choice,
    Numbers,
    Text,
    Dates,
}

impl FunctionGroup {
    pub const ALL: [FunctionGroup; 4] = [FunctionGroup::Choice, FunctionGroup::Numbers, FunctionGroup::Text, FunctionGroup::Dates];
}

impl Function {
    /// In the order of the list.
    pub const ALL: [Function; 26] = [
        Function::If,
        Function::Coalesce,
        Function::IsMissing,
        Function::Min,
        Function::Max,
        Function::Round,
        Function::Floor,
        Function::Ceil,
        Function::Abs,
        Function::Sqrt,
        Function::Log,
        Function::Log10,
        Function::Contains,
        Function::Concat,
        Function::Part,
        Function::Length,
        Function::Lower,
        Function::Upper,
        Function::Trim,
        Function::DaysBetween,
        Function::AddDays,
        Function::Date,
        Function::Year,
        Function::Month,
        Function::Day,
        Function::Weekday,
    ];

    /// As it is written in a formula.
    pub fn name(self) -> &'static str {
        match self {
            Function::If => "if",
            Function::Coalesce => "coalesce",
            Function::IsMissing => "is_missing",
            Function::Min => "min",
            Function::Max => "max",
            Function::Round => "round",
            Function::Floor => "floor",
            Function::Ceil => "ceil",
            Function::Abs => "abs",
            Function::Log => "log",
            Function::Log10 => "log10",
            Function::Sqrt => "sqrt",
            Function::Lower => "lower",
            Function::Upper => "upper",
            Function::Trim => "trim",
            Function::Length => "length",
            Function::Contains => "contains",
            Function::Concat => "concat",
            Function::Part => "part",
            Function::DaysBetween => "days_between",
            Function::AddDays => "add_days",
            Function::Year => "year",
            Function::Month => "month",
            Function::Day => "day",
            Function::Weekday => "weekday",
            Function::Date => "date",
        }
    }

    /// The function of that name, without regard to case.
    pub fn named(name: &str) -> Option<Function> {
        Function::ALL.into_iter().find(|f| f.name().eq_ignore_ascii_case(name))
    }

    /// The function that a misspelt name probably meant: one letter off, or what the name begins with.
    pub fn similar(name: &str) -> Option<Function> {
        let name = name.to_lowercase();
        let other_words = [
            ("len", Function::Length),
            ("ln", Function::Log),
            ("iif", Function::If),
            ("ceiling", Function::Ceil),
            ("datediff", Function::DaysBetween),
            ("dateadd", Function::AddDays),
            ("mid", Function::Part),
            ("substr", Function::Part),
            ("substring", Function::Part),
            ("isnull", Function::IsMissing),
            ("isblank", Function::IsMissing),
            ("missing", Function::IsMissing),
            ("ifnull", Function::Coalesce),
            ("concatenate", Function::Concat),
        ];
        let word = other_words.into_iter().find(|(word, _)| *word == name).map(|(_, f)| f);
        word.or_else(|| Function::ALL.into_iter().find(|f| one_off(f.name(), &name))).or_else(|| {
            Function::ALL.into_iter().find(|f| name.len() >= 3 && f.name().replace('_', "").starts_with(&name.replace('_', "")))
        })
    }

    pub fn group(self) -> FunctionGroup {
        match self {
            Function::If | Function::Coalesce | Function::IsMissing => FunctionGroup::Choice,
            Function::Min
            | Function::Max
            | Function::Round
            | Function::Floor
            | Function::Ceil
            | Function::Abs
            | Function::Log
            | Function::Log10
            | Function::Sqrt => FunctionGroup::Numbers,
            Function::Lower
            | Function::Upper
            | Function::Trim
            | Function::Length
            | Function::Contains
            | Function::Concat
            | Function::Part => FunctionGroup::Text,
            _ => FunctionGroup::Dates,
        }
    }

    /// The fewest and the most inputs; None: any number.
    pub fn inputs(self) -> (usize, Option<usize>) {
        match self {
            Function::If | Function::Part => (3, Some(3)),
            Function::Coalesce | Function::Min | Function::Max | Function::Concat => (1, None),
            Function::Round => (1, Some(2)),
            Function::Contains | Function::DaysBetween | Function::AddDays => (2, Some(2)),
            _ => (1, Some(1)),
        }
    }
}

/// Whether two words differ by one letter that is added, left out or another, or by two neighbours that changed places.
fn one_off(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (x, y) = (&a[same..], &b[same..]);
    match (x.len(), y.len()) {
        (0, 1) | (1, 0) | (1, 1) => true,
        (m, n) if m == n => x[1..] == y[1..] || (m > 1 && x[0] == y[1] && x[1] == y[0] && x[2..] == y[2..]),
        (m, n) if m == n + 1 => x[1..] == *y,
        (m, n) if n == m + 1 => y[1..] == *x,
        _ => false,
    }
}
