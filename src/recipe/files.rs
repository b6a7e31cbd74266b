//! Further files of a source: those stacked below the main one, and those joined to the customers by a key. Names of files, never their data.

use super::Source;
use crate::ingest::ReadOptions;
use serde::{Deserialize, Serialize};

/// Files of the same kind, one below the other: several channels, shops or years. Columns are aligned by name.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// Name of the text column that says which file a row comes from.
    #[serde(default = "channel_column")]
    pub column: String,
    /// What that column says of the main file's rows; None: the file's name without its ending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main: Option<String>,
    /// The files below the main one, in order.
    #[serde(default)]
    pub files: Vec<StackedFile>,
}

fn channel_column() -> String {
    "channel".into()
}

/// A file that is stacked below the main one.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StackedFile {
    pub name: String,
    /// What the channel column says of its rows; None: the file's name without its ending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub read: ReadOptions,
}

/// A file whose columns are put beside the customers' by a key.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Name of the file.
    pub file: String,
    /// The column of the customers (after a roll-up, where there is one).
    pub key: String,
    /// The column of the file that holds the same; None: the one of the same name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_key: Option<String>,
    /// The columns to put beside; None: all but the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub read: ReadOptions,
}

impl Join {
    /// The column of the file that holds the key.
    pub fn other_key(&self) -> &str {
        self.other_key.as_deref().unwrap_or(&self.key)
    }
}

impl Source {
    /// Names of the files that it needs beside the main one, each once: those stacked, then those joined.
    pub fn further_files(&self) -> Vec<&str> {
        let stacked = self.stack.iter().flat_map(|s| &s.files).map(|f| f.name.as_str());
        let mut names: Vec<&str> = Vec::new();
        for name in stacked.chain(self.joins.iter().map(|j| j.file.as_str())) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// How the further file of that name is to be read; None where it is none of them. A stacked file is read as the main one where
    /// its own options say nothing of a column or of the missing texts.
    pub fn read_of(&self, name: &str) -> Option<ReadOptions> {
        if let Some(file) = self.stack.iter().flat_map(|s| &s.files).find(|f| f.name == name) {
            return Some(self.read_as_stacked(&file.read));
        }
        self.joins.iter().find(|j| j.file == name).map(|j| j.read.clone())
    }

    /// The options of a file to be stacked, filled up with those of the main file.
    pub fn read_as_stacked(&self, own: &ReadOptions) -> ReadOptions {
        let mut read = own.clone();
        if read.missing.is_none() {
            read.missing.clone_from(&self.read.missing);
        }
        for (column, options) in &self.read.columns {
            read.columns.entry(column.clone()).or_insert_with(|| options.clone());
        }
        read
    }
}

/// What the channel column says of a file's rows where nobody has said otherwise: its name without folders and ending.
pub fn default_channel(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem });
    stem.trim().to_owned()
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::ColumnOptions;
    use crate::recipe::{read, write};
    use crate::table::ColumnType;

    #[test]
    fn reads_and_writes_what_it_read() {
        let text = r#"{"stratify": 1, "source": {"stack": {"column": "shop", "main": "Web", "files": [{"name": "store.csv", "channel": "Store"}, {"name": "b.csv"}]},
            "joins": [{"file": "a.csv", "key": "id", "other_key": "客户编号", "columns": ["x"]}, {"file": "b.csv", "key": "id"}]}}"#;
        let workbook = read(text).unwrap();
        assert_eq!(workbook.source.further_files(), ["store.csv", "b.csv", "a.csv"]);
        assert_eq!(workbook.source.joins[0].other_key(), "客户编号");
        assert_eq!(workbook.source.joins[1].other_key(), "id");
        assert_eq!(read(&write(&workbook)).unwrap(), workbook);
        assert!(read(r#"{"stratify": 1, "source": {"joins": [{"file": "a.csv", "keys": "id"}]}}"#).is_err());
    }

    #[test]
    fn a_stacked_file_is_read_as_the_main_one() {
        let as_text = ColumnOptions { column_type: Some(ColumnType::Text), ..ColumnOptions::default() };
        let as_date = ColumnOptions { column_type: Some(ColumnType::Date), ..ColumnOptions::default() };
        let mut source = Source::default();
        source.read.columns.insert("zip".into(), as_text.clone());
        source.read.columns.insert("day".into(), as_text.clone());
        source.read.missing = Some(vec!["?".into()]);
        let mut own = ReadOptions::default();
        own.columns.insert("day".into(), as_date.clone());
        source.stack = Some(Stack { files: vec![StackedFile { name: "s.csv".into(), channel: None, read: own }], ..Stack::default() });
        let read = source.read_of("s.csv").unwrap();
        assert_eq!((&read.columns["zip"], &read.columns["day"], read.missing), (&as_text, &as_date, Some(vec!["?".into()])));
        assert_eq!(source.read_of("other.csv"), None);
    }

    #[test]
    fn a_channel_is_called_like_its_file() {
        let named = ["store.csv", "a/b/2024.orders.csv", "C:\\x\\门店.csv", ".csv", "plain"].map(default_channel);
        assert_eq!(named, ["store", "2024.orders", "门店", ".csv", "plain"]);
    }
}
