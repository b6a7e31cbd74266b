//! What further files of a source come to: reports of stacking and joining, and what a new file is proposed for.

use super::ColumnProfile;
use serde::{Deserialize, Serialize};

/// What the further files of the source came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assembled {
    pub stack: Option<StackReport>,
    /// One per join of the workbook, in order; None where it could not be made.
    pub joins: Vec<Option<JoinReport>>,
    /// Of the customers' columns.
    pub profile: Vec<ColumnProfile>,
    /// Of the stacked rows, where files are stacked.
    pub rows_profile: Option<Vec<ColumnProfile>>,
    /// The newest date of the main and the stacked files, days since 1970-01-01.
    pub newest: Option<i32>,
}

/// Files one below the other.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct StackReport {
    /// The channel column as it is called in the result.
    pub column: String,
    /// The channel of the main file, and its rows.
    pub main_channel: String,
    pub main_rows: usize,
    pub files: Vec<StackedReport>,
    /// Columns that are text because the files hold different types.
    pub became_text: Vec<String>,
}

/// One file below the main one.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct StackedReport {
    pub name: String,
    pub channel: String,
    pub rows: usize,
    /// Columns of the files above that it lacks.
    pub lacking: Vec<String>,
    /// Columns that none of the files above has.
    pub added: Vec<String>,
}

/// A file beside the customers.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct JoinReport {
    pub file: String,
    pub key: String,
    pub other_key: String,
    /// Customers in all, and those that a row of the file belongs to.
    pub customers: usize,
    pub matched: usize,
    /// Customers whose key is missing.
    pub without_key: usize,
    /// Customers with a key that the file lacks.
    pub unmatched: Listed,
    /// Rows of the file in all.
    pub rows: usize,
    pub rows_without_key: usize,
    /// Rows of the file whose key no customer has.
    pub rows_unmatched: Listed,
    /// Rows of the file whose key an earlier row of it has: they are left out.
    pub duplicates: Listed,
    /// The columns that it adds: what the file calls each, and what the result does.
    pub columns: Vec<(String, String)>,
}

/// Keys, counted and the first of them listed.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Listed {
    pub count: usize,
    /// The first [`LISTED`], in the order of the rows.
    pub first: Vec<KeyAt>,
}

/// The most keys that a report lists.
pub const LISTED: usize = 100;

/// A key and where it stands.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct KeyAt {
    pub key: String,
    /// Line of its file, from 1; None where it stands in no file (a customer made of orders) or the file cannot be read any more.
    pub line: Option<u64>,
}

/// What a new file looks like it is for, told from names and contents.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct FileProposal {
    /// Columns of the new file, and of the rows that it would be stacked below.
    pub columns: usize,
    pub main_columns: usize,
    /// Columns that both have, by name.
    pub common: Vec<String>,
    /// Pairs of columns that hold the same values, the likeliest first.
    pub keys: Vec<KeyProposal>,
    /// More rows of the same kind rather than columns for the same customers.
    pub stack: bool,
}

/// A column of the customers and one of the new file that hold the same.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct KeyProposal {
    pub key: String,
    pub other_key: String,
    /// Share of the new file's values (of a sample of them) that occur among the customers', 0–1.
    pub found: f64,
    /// Share of the new file's rows that have a value of their own, 0–1.
    pub unique: f64,
}
