//! What the engine found about the step, as bars above the cards, each with a way to the place.

use super::edit::{Editor, card_selector, focus_soon, path_text};
use crate::app::editors::common::FindingBars;
use crate::engine::{Finding, Place, Problem};
use crate::recipe::operators::is_half_written;
use crate::recipe::{Group, Node};
use leptos::prelude::*;

#[component]
pub fn Findings() -> impl IntoView {
    let editor = Editor::get();
    let keep = move |f: Finding| match (&f.place, &f.problem) {
        // An unfinished condition says so itself, where it stands; so does the rule that holds nothing else yet.
        (Place::Node { .. }, Problem::NoColumn | Problem::NoValue) | (_, Problem::EmptyRule) => false,
        (Place::Segment(segment), Problem::NothingLeft) => !editor.segment(*segment, |s| being_written(&s.when)).unwrap_or(false),
        _ => true,
    };
    let show = move |place: Place| {
        let (segment, inside) = target(place)?;
        Some(Callback::new(move |()| {
            editor.app.active_segment.set(Some(segment));
            editor.open.update(|open| {
                open.insert(segment);
            });
            focus_soon(format!("{} {inside}", card_selector(segment)));
        }))
    };
    view! { <FindingBars step=editor.step keep=Callback::new(keep) show=Callback::new(show)/> }
}

/// The segment of a place, and what of its card is to be focused.
fn target(place: Place) -> Option<(usize, String)> {
    match place {
        Place::Segment(segment) => Some((segment, "[data-testid=segment-name]".to_string())),
        Place::Node { segment, path } if path.is_empty() => Some((segment, "[data-testid=add-condition]".to_string())),
        Place::Node { segment, path } => Some((segment, format!("[data-path=\"{}\"] [data-testid=part-grip]", path_text(&path)))),
        Place::Workbook | Place::Step | Place::Criterion(_) | Place::Text { .. } => None,
    }
}

/// Whether some condition of the rule is half-written.
fn being_written(rule: &Group) -> bool {
    rule.nodes.iter().any(|node| match node {
        Node::Condition(condition) => !condition.muted && is_half_written(condition),
        Node::Group(group) => !group.muted && being_written(group),
    })
}
