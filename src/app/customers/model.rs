//! What the customer table shows: columns, widths, order, search. Signals, and the query that they add up to.

use super::arrangement::Arrangement;
use crate::app::state::App;
use crate::app::storage;
use crate::engine::{ColumnInfo, Evaluation, RowQuery, Sort};
use crate::recipe::Colour;
use crate::table::ColumnType;
use leptos::prelude::*;
use std::sync::Arc;

/// The table's own state.
#[derive(Clone, Copy)]
pub struct TableState {
    /// What stands in the search box.
    pub search: RwSignal<String>,
    /// What is searched for: the box, a moment later.
    pub searched: RwSignal<String>,
    pub sort: RwSignal<Option<Sort>>,
    /// Kept in the browser.
    pub arrangement: RwSignal<Arrangement>,
    /// Rows that the query finds; None until the first answer.
    pub total: RwSignal<Option<usize>>,
    /// First and last row in sight, from 1.
    pub sight: RwSignal<Option<(usize, usize)>>,
    /// What the first column says of the customer who is explained.
    pub explained_name: RwSignal<Option<String>>,
    /// The rows could not be had.
    pub failed: RwSignal<bool>,
    /// Every column of the result.
    pub all: Memo<Arc<Vec<ColumnInfo>>>,
    /// Those shown.
    pub shown: Memo<Arc<Vec<Shown>>>,
    /// What the rows are asked by.
    pub query: Memo<RowQuery>,
}

/// A column that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub name: String,
    pub column_type: ColumnType,
    pub tags: Tags,
}

/// How the cells of a step's column are coloured.
#[derive(Clone, Debug, PartialEq)]
pub enum Tags {
    None,
    /// The cell names a group.
    ByName(Vec<(String, Colour)>),
    /// A yes is this colour.
    Yes(Colour),
}

impl TableState {
    pub fn new(app: App) -> TableState {
        let search = RwSignal::new(String::new());
        let searched = RwSignal::new(String::new());
        let sort = RwSignal::new(None::<Sort>);
        let arrangement = RwSignal::new(storage::load::<Arrangement>(storage::COLUMNS).unwrap_or_default());
        effect(move |first: Option<()>| {
            let arrangement = arrangement.get();
            if first.is_some() {
                storage::keep(storage::COLUMNS, &arrangement, &Arrangement::default());
            }
        });
        let all = memo(move |_| {
            let evaluated = app.evaluation.with(|e| e.as_ref().map(|e| e.columns.clone()));
            Arc::new(evaluated.unwrap_or_else(|| {
                app.data.with(|data| {
                    let profile = data.as_ref().map(|d| d.profile.as_slice()).unwrap_or_default();
                    profile.iter().map(|c| ColumnInfo { name: c.name.clone(), column_type: c.column_type, step: None }).collect()
                })
            }))
        });
        let shown = memo(move |_| {
            let all = all.get();
            let names = arrangement.with(|a| a.columns(&all));
            let evaluation = app.evaluation.get();
            let found = names.iter().filter_map(|name| all.iter().find(|c| &c.name == name));
            Arc::new(
                found
                    .map(|c| Shown { name: c.name.clone(), column_type: c.column_type, tags: tags(c, &all, evaluation.as_deref()) })
                    .collect(),
            )
        });
        let query = memo(move |_| {
            let sort = sort.get().filter(|s| all.with(|all| all.iter().any(|c| c.name == s.column)));
            RowQuery { filter: app.filter.get(), search: searched.get(), sort }
        });
        TableState {
            search,
            searched,
            sort,
            arrangement,
            total: RwSignal::new(None),
            sight: RwSignal::new(None),
            explained_name: RwSignal::new(None),
            failed: RwSignal::new(false),
            all,
            shown,
            query,
        }
    }

    /// The width of a column, tracked.
    pub fn width(self, column: &Shown) -> f64 {
        self.arrangement.with(|a| a.width(&column.name)).unwrap_or_else(|| default_width(column))
    }

    /// Whether every column shown has the width that it has unless the person gives it another, tracked.
    pub fn has_usual_widths(self) -> bool {
        self.arrangement.with(|a| self.shown.with(|shown| shown.iter().all(|c| a.width(&c.name).is_none())))
    }

    /// Sets the width of a column.
    pub fn set_width(self, name: &str, width: f64) {
        self.arrangement.update(|a| a.set_width(name, width));
    }

    /// Goes on from ascending to descending to the file's own order.
    pub fn sort_on(self, name: &str) {
        self.sort.update(|sort| {
            *sort = match sort.take() {
                Some(s) if s.column == name && s.descending => None,
                Some(s) if s.column == name => Some(Sort { descending: true, ..s }),
                _ => Some(Sort { column: name.to_string(), descending: false }),
            }
        });
    }

    /// Changes the choice of columns, starting from those shown.
    pub fn choose(self, change: impl FnOnce(&mut Vec<String>)) {
        let mut names: Vec<String> = self.shown.with_untracked(|s| s.iter().map(|c| c.name.clone()).collect());
        change(&mut names);
        self.all.with_untracked(|all| self.arrangement.update(|a| a.choose(names, all)));
    }
}

fn tags(column: &ColumnInfo, all: &[ColumnInfo], evaluation: Option<&Evaluation>) -> Tags {
    let Some((step, summary)) = column.step.and_then(|s| evaluation.and_then(|e| e.steps.get(s)).map(|summary| (s, summary))) else {
        return Tags::None;
    };
    match column.column_type {
        ColumnType::Text => Tags::ByName(summary.groups.iter().map(|g| (g.name.clone(), g.colour)).collect()),
        ColumnType::Boolean if summary.overlapping => {
            let nth = all.iter().filter(|c| c.step == Some(step)).position(|c| c.name == column.name);
            nth.and_then(|i| summary.groups.get(i)).map_or(Tags::None, |g| Tags::Yes(g.colour))
        }
        _ => Tags::None,
    }
}

fn default_width(column: &Shown) -> f64 {
    // Wide characters take twice the room.
    let letters: f64 = column.name.chars().map(|c| if c > '\u{2e80}' { 13.0 } else { 7.0 }).sum();
    let heading = letters + 48.0;
    let content: f64 = match (&column.tags, column.column_type) {
        (Tags::ByName(_), _) => 168.0,
        (_, ColumnType::Text) => 144.0,
        (_, ColumnType::Number | ColumnType::Date) => 104.0,
        (_, ColumnType::Boolean) => 80.0,
    };
    heading.clamp(content, 240.0)
}
