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

/// Writes a value, or removes it where it is what it is unless the person changes it.
pub fn keep<T: Serialize + PartialEq>(key: &str, value: &T, usual: &T) {
    if value == usual {
        LocalStorage::delete(key);
    } else {
        save(key, value);
    }
}

/// Removes everything that the page has stored.
pub fn forget_everything() {
    for key in [WORKBOOK, LANG, THEME, LAYOUT, COLUMNS] {
        LocalStorage::delete(key);
    }
}
