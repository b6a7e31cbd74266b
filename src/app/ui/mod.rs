//! Small components that every area of the page shares: icons, buttons, menus, dialogs, fields, pickers. They know the language (for
//! their few words) and nothing else of the page's state, except [`columns`], which lists the columns of the result.

mod choice;
mod colour;
pub mod columns;
mod combobox;
mod download;
mod field;
mod icon;
mod menu;
mod modal;
mod popover;
mod scale;
mod soon;
mod words;

pub use choice::{Segmented, Toggle};
pub use colour::{ColourPicker, colour_soft, colour_var};
pub use combobox::{Choice, Combobox};
pub use download::{copy_text, save_blob, save_text};
pub use field::{Field, NumberInput, SearchInput};
pub use icon::{Icon, Logo};
pub use menu::{IconButton, Menu, MenuItem};
pub use modal::Modal;
pub use popover::{Opener, Popover, PopoverButton};
pub use scale::{Scale, axis_ends};
pub use soon::Soon;
pub use words::{tr, tr_with};

use std::sync::atomic::{AtomicUsize, Ordering};

/// An element id that no other element has.
pub fn unique_id(prefix: &str) -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
