//! Leptos under its own names, as a page that should be small uses it. Each closure makes a type of its own, and Leptos compiles what runs
//! it (effects, memos, listeners, lists) once per type; here closures are boxed where they come in, so that this is compiled once per type of
//! value instead. What is not named here is Leptos's own.
#![cfg(target_arch = "wasm32")]

// The macros of Leptos write `::leptos`.
extern crate self as leptos;

mod attributes;
#[cfg(erase_components)]
mod erase;
mod list;
mod react;

#[cfg(erase_components)]
pub use erase::__as_shared_reactive_fn;
pub use real::*;

/// Leptos's prelude with the parts of this crate in place of its own.
pub mod prelude {
    pub use crate::attributes::{
        AriaAttributes, ClassAttribute, CustomAttribute, ElementChild, GlobalAttributes, PropAttribute, StyleAttribute,
    };
    pub use crate::list::{__component_for, For, ForProps};
    pub use crate::react::{OnAttribute, With, WithUntracked, derive, effect, memo};
    pub use real::prelude::*;
}
