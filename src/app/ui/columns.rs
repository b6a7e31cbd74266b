//! The columns of the result as choices for a combobox.

use super::{Choice, Icon};
use crate::app::state::App;
use crate::engine::ColumnInfo;
use crate::table::ColumnType;
use leptos::prelude::*;

/// The columns that a step at `before` may read (all of the result without one), tracked: those of the source, then those that earlier
/// steps add. Until the first evaluation is there, the columns of the file.
pub fn columns(app: App, before: Option<usize>) -> Vec<ColumnInfo> {
    let evaluated = app.evaluation.with(|e| e.as_ref().map(|e| e.columns.clone()));
    let all = evaluated.unwrap_or_else(|| {
        app.data.with(|data| {
            let profile = data.as_ref().map(|d| d.profile.as_slice()).unwrap_or_default();
            profile.iter().map(|c| ColumnInfo { name: c.name.clone(), column_type: c.column_type, step: None }).collect()
        })
    });
    all.into_iter().filter(|c| before.is_none_or(|before| c.step.is_none_or(|step| step < before))).collect()
}

/// Those of [`columns`] that have one of the `types` (any, where that is empty), as choices with their type's icon.
pub fn column_choices(app: App, before: Option<usize>, types: &[ColumnType]) -> Vec<Choice> {
    columns(app, before)
        .into_iter()
        .filter(|c| types.is_empty() || types.contains(&c.column_type))
        .map(|c| Choice { icon: Some(Icon::of_type(c.column_type)), ..Choice::plain(c.name) })
        .collect()
}
