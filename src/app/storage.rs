//! What the page keeps in the browser: preferences and the workbook, never data. Storage that is full or forbidden is not an
//! error: the page works without it.

use crate::wire;
use gloo::storage::{LocalStorage, Storage};
use serde::{Serialize, de::DeserializeOwned};

/// Key of the autosaved workbook.
pub const WORKBOOK: &str = "stratify.workbook";
/// Key of the language.
pub const LANG: &str = "stratify.lang";
/// Key of the theme.
pub const THEME: &str = "stratify.theme";
/// Key of the panels' sizes.
pub const LAYOUT: &str = "stratify.layout";
/// Key of how the table's columns are arranged.
pub const COLUMNS: &str = "stratify.columns";

/// Reads a value; None where there is none or it does not read.
pub fn load<T: DeserializeOwned>(key: &str) -> Option<T> {
    wire::read(&LocalStorage::raw().get_item(key).ok()??).ok()
}

/// Writes a value; whether that worked.
pub fn save<T: Serialize>(key: &str, value: &T) -> bool {
    LocalStorage::raw().set_item(key, &wire::write(value)).is_ok()
}

/// Removes one value.
pub fn forget(key: &str) {
    LocalStorage::delete(key);
}

/// Removes everything that the page has stored.
pub fn forget_everything() {
    for key in [WORKBOOK, LANG, THEME, LAYOUT, COLUMNS] {
        LocalStorage::delete(key);
    }
}
