//! What a person should know about a step: where it is and what is wrong. The sentences are in `messages`.

use crate::recipe::formula::FormulaProblem;
use crate::table::ColumnType;
use serde::{Deserialize, Serialize};

/// Something that a person should know about a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub severity: Severity,
    /// Where in the step.
    pub place: Place,
    pub problem: Problem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing.
    Hint,
    /// Part of the step is left out.
    Warning,
    /// The step could not run.
    Error,
}

/// Where in a step a finding stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    Workbook,
    Step,
    /// A segment, by position.
    Segment(usize),
    /// A criterion of a scorecard, by position.
    Criterion(usize),
    /// A node of a segment's rule: the position of the child to take at each level; the empty path is the root group.
    Node {
        segment: usize,
        path: Vec<usize>,
    },
    /// A part of a formula's text, in bytes.
    Text {
        start: usize,
        end: usize,
    },
}

/// What is wrong. Turned into a sentence by `messages`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Problem {
    /// No column chosen yet.
    NoColumn,
    UnknownColumn {
        column: String,
    },
    UnknownStep {
        step: String,
    },
    UnknownSegment {
        step: String,
        segment: String,
    },
    /// The operator is not for this type of column.
    OperatorNotForType {
        column: String,
        column_type: ColumnType,
    },
    NoValue,
    /// No unit of time chosen yet.
    NoUnit,
    NotANumber {
        text: String,
    },
    /// The number must be whole and not below 0 (a count, a number of days).
    NotWhole {
        text: String,
    },
    /// A percentage must be between 0 and 100.
    NotAPercentage {
        text: String,
    },
    /// A month is a number 1–12, a weekday a number 1 (Monday) – 7 (Sunday).
    NotAMonth {
        text: String,
    },
    NotAWeekday {
        text: String,
    },
    /// A number or span of time that is larger than makes sense.
    TooLarge {
        text: String,
        limit: u32,
    },
    NotADate {
        text: String,
    },
    /// The lower end is above the upper one: nothing can be between.
    EmptyRange,
    /// Columns of different types are compared.
    TypesDiffer {
        column: String,
        other: String,
    },
    /// A regular expression that does not compile.
    BadPattern {
        pattern: String,
        message: String,
    },
    /// A relative condition, and no as-of date.
    NoAsOf,
    /// A segment without any condition: nobody is in it.
    EmptyRule,
    /// Every condition of the segment is muted, half-written or wrong: nobody is in it.
    NothingLeft,
    TooManySegments {
        limit: usize,
    },
    DuplicateName {
        name: String,
    },
    EmptyName,
    /// No customer is ever left for this segment: those above take all that meet its rule.
    NeverReached {
        taken_by: Vec<String>,
        matching: usize,
    },
    /// Nobody meets the rule.
    MatchesNobody,
    ValueColumnMissing {
        column: String,
    },
    ValueColumnNotNumber {
        column: String,
    },
    BadAsOf {
        text: String,
    },
    /// The step needs a number column.
    NotANumberColumn {
        column: String,
        column_type: ColumnType,
    },
    /// A date column is needed.
    NotADateColumn {
        column: String,
        column_type: ColumnType,
    },
    /// Every value of the column is missing.
    NoValues {
        column: String,
    },
    /// The values do not sum to more than zero: there is nothing to take shares of.
    NothingToShare {
        column: String,
    },
    /// There is no tier to cut into.
    NoTiers,
    /// A cut is better than the cut of the tier above it: the tier takes nobody.
    CutsOutOfOrder,
    /// No earlier step chosen yet.
    NoStep,
    /// The step has overlapping segments where one group per customer is needed.
    StepOverlaps {
        step: String,
    },
    /// A cell of a matrix bears two names; the first one counts.
    CellNamedTwice {
        row: String,
        column: String,
        first: String,
        second: String,
    },
    /// Cells of the RFM grid that no segment takes.
    CellsInNoSegment {
        cells: Vec<String>,
    },
    /// Cells of the RFM grid that several segments name; the first one takes them.
    CellsNamedTwice {
        cells: Vec<String>,
    },
    /// All cells of the segment are taken by segments above it, or it has none.
    NoCellReaches {
        segment: String,
    },
    /// Nobody has a gap between orders: nobody can be overdue.
    NoGaps,
    /// A scorecard without any criterion that can be used.
    NoCriteria,
    /// No weight is above zero.
    NoWeights,
    /// A weight below zero counts as none.
    NegativeWeight,
    /// The column's type cannot become points that way: bands and scales need numbers or dates, categories text or yes and no.
    PointsNotForType {
        column: String,
        column_type: ColumnType,
    },
    /// Points must lie between 0 and 100; those beyond count as the end.
    PointsOutOfRange {
        points: String,
    },
    /// All values of the column are the same: everyone has the same points.
    AllTheSame {
        column: String,
    },
    /// Two bands begin at the same value; the first one counts.
    BandTwice {
        from: String,
    },
    /// A category that no value of the column is.
    UnknownCategory {
        column: String,
        value: String,
    },
    /// A file that the source names is not there yet.
    FileAwaited {
        file: String,
    },
    /// A further file lacks a column that the source names.
    UnknownColumnOfFile {
        file: String,
        column: String,
    },
    /// Columns that are text because the stacked files hold different types.
    TypesDifferInFiles {
        columns: Vec<String>,
    },
    /// A stacked file has no column of the main one.
    NothingInCommon {
        file: String,
    },
    /// No customer's key occurs in a joined file.
    KeyMatchesNobody {
        file: String,
        key: String,
    },
    /// A number that must not be below 0.
    BelowZero {
        text: String,
    },
    /// A plan asks for more contacts by people than they can make.
    OverCapacity {
        contacts: f64,
        capacity: f64,
        people: f64,
    },
    /// Groups with customers and without a play.
    SegmentsWithoutPlay {
        segments: Vec<String>,
    },
    /// The uplift is in percent of the value, and there is no value column.
    UpliftWithoutValue,
    /// A formula that is not written as formulas are, or whose types do not fit.
    Formula(FormulaProblem),
}
