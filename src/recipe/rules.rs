//! Parameters of the `rules` step: segments, each with a nested rule.
//!
//! A condition is kept as a person left it, half-written ones too; whether it can be evaluated, and what is wrong where
//! it cannot, is the business of `steps::rules`.

use super::Colour;
use serde::{Deserialize, Serialize};

/// A segment per customer (first match wins) or a yes/no per segment (overlapping).
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    #[serde(default)]
    pub mode: RulesMode,
    /// In priority order: the first is tried first.
    #[serde(default)]
    pub segments: Vec<Segment>,
    #[serde(default)]
    pub everyone_else: EveryoneElse,
}

/// How a customer that meets several rules is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulesMode {
    /// The first segment whose rule holds takes the customer.
    #[default]
    FirstMatch,
    /// Every segment whose rule holds has the customer.
    Overlapping,
}

/// The explicit rest: those that no rule takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EveryoneElse {
    pub name: String,
    #[serde(default)]
    pub colour: Colour,
}

impl Default for EveryoneElse {
    fn default() -> Self {
        EveryoneElse { name: "Everyone else".into(), colour: Colour::Grey }
    }
}

/// A named segment and the rule that a customer must meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    pub name: String,
    #[serde(default)]
    pub colour: Colour,
    /// A muted segment takes nobody.
    #[serde(default, skip_serializing_if = "is_false")]
    pub muted: bool,
    /// An empty group holds for nobody in a segment: a new segment starts at zero customers.
    pub when: Group,
}

/// How many of a group's parts must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quantifier {
    #[default]
    All,
    Any,
    None,
}

/// A group of conditions and groups, written `{"all": [...]}`, `{"any": [...]}` or `{"none": [...]}`.
#[derive(Clone, Debug, PartialEq, Default, Serialize)]
#[serde(into = "GroupForm")]
pub struct Group {
    pub quantifier: Quantifier,
    pub nodes: Vec<Node>,
    pub muted: bool,
}

/// The written form of a [`Group`].
#[derive(Serialize)]
struct GroupForm {
    #[serde(flatten)]
    nodes: GroupNodes,
    #[serde(skip_serializing_if = "is_false")]
    muted: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum GroupNodes {
    All(Vec<Node>),
    Any(Vec<Node>),
    None(Vec<Node>),
}

impl From<Group> for GroupForm {
    fn from(group: Group) -> GroupForm {
        let nodes = match group.quantifier {
            Quantifier::All => GroupNodes::All(group.nodes),
            Quantifier::Any => GroupNodes::Any(group.nodes),
            Quantifier::None => GroupNodes::None(group.nodes),
        };
        GroupForm { nodes, muted: group.muted }
    }
}

/// A part of a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Node {
    Condition(Condition),
    Group(Group),
}

/// One test of one column, as far as it has been written. Which of the optional parts an operator needs, [`Op`] says.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Name of the column, or of the earlier step for [`Op::InSegment`] and [`Op::NotInSegment`]. Empty: not chosen yet.
    pub column: String,
    pub op: Op,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Scalar>,
    /// The upper end, of the between operators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Scalar>,
    /// The list, of the operators that take one (texts; months 1–12; weekdays 1 Monday – 7 Sunday; segment names).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Compare with this column of the same type instead of with `value`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Text only: tell capital and small letters apart.
    #[serde(default, skip_serializing_if = "is_false")]
    pub match_case: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub muted: bool,
}

/// A number, or text (dates are written `2024-01-31`).
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    Number(f64),
    Text(String),
}

/// A span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    #[serde(alias = "day")]
    Days,
    #[serde(alias = "week")]
    Weeks,
    #[serde(alias = "month")]
    Months,
    #[serde(alias = "quarter")]
    Quarters,
    #[serde(alias = "year")]
    Years,
}

/// What a condition asks. The comment behind each names the column types it is for and the parts it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Op {
    /// text: `value` or `other`; date: [`Op::On`] is the operator there.
    #[default]
    #[serde(rename = "is")]
    Is,
    #[serde(rename = "is not")]
    IsNot,
    /// text: `values`.
    #[serde(rename = "is any of")]
    IsAnyOf,
    #[serde(rename = "is none of")]
    IsNoneOf,
    /// text: `value`.
    #[serde(rename = "contains")]
    Contains,
    #[serde(rename = "does not contain")]
    NotContains,
    #[serde(rename = "starts with")]
    StartsWith,
    #[serde(rename = "ends with")]
    EndsWith,
    /// text: `value` is a regular expression.
    #[serde(rename = "matches")]
    Matches,
    /// any type: no part.
    #[serde(rename = "is empty")]
    IsEmpty,
    #[serde(rename = "is not empty")]
    IsNotEmpty,
    /// number: `value` or `other`.
    #[serde(rename = "=")]
    Eq,
    #[serde(rename = "!=", alias = "≠", alias = "<>")]
    Ne,
    #[serde(rename = "<")]
    Lt,
    #[serde(rename = "<=", alias = "≤")]
    Le,
    #[serde(rename = ">")]
    Gt,
    #[serde(rename = ">=", alias = "≥")]
    Ge,
    /// number, date: `value` and `to`, both ends included.
    #[serde(rename = "between")]
    Between,
    #[serde(rename = "not between")]
    NotBetween,
    /// number: `value` = N.
    #[serde(rename = "in the top")]
    TopN,
    #[serde(rename = "in the bottom")]
    BottomN,
    /// number: `value` = N of 100.
    #[serde(rename = "in the top %")]
    TopPercent,
    #[serde(rename = "in the bottom %")]
    BottomPercent,
    /// number: no part.
    #[serde(rename = "above average")]
    AboveAverage,
    #[serde(rename = "below average")]
    BelowAverage,
    #[serde(rename = "above median")]
    AboveMedian,
    #[serde(rename = "below median")]
    BelowMedian,
    /// date: `value` or `other`.
    #[serde(rename = "on")]
    On,
    #[serde(rename = "before")]
    Before,
    #[serde(rename = "after")]
    After,
    /// date: `value` = N, `unit` (days, weeks, months, years).
    #[serde(rename = "in the last")]
    InLast,
    #[serde(rename = "in the next")]
    InNext,
    #[serde(rename = "more than ago")]
    MoreThanAgo,
    /// date: `unit` (weeks, months, quarters, years): the one that holds the as-of date.
    #[serde(rename = "in this")]
    InThis,
    /// date: `unit`: the whole one before that.
    #[serde(rename = "in the previous")]
    InPrevious,
    /// date: `values`.
    #[serde(rename = "month is")]
    MonthIs,
    #[serde(rename = "weekday is")]
    WeekdayIs,
    /// date: `value` = N days, either side of the as-of date, in any year.
    #[serde(rename = "anniversary within")]
    AnniversaryWithin,
    /// yes/no: no part.
    #[serde(rename = "is yes")]
    IsYes,
    #[serde(rename = "is no")]
    IsNo,
    /// earlier step: `values` = names of its segments.
    #[serde(rename = "in segment")]
    InSegment,
    #[serde(rename = "not in segment")]
    NotInSegment,
}

fn is_false(b: &bool) -> bool {
    !b
}
