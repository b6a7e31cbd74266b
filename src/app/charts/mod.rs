//! The right side: charts of the selected step. Cards ask the worker and draw with [`crate::chart`]; numbers come with each mark.

mod card;
mod distribution;
mod glance;
mod picture;
mod save;
mod sizes;
mod tips;

use super::state::{App, Selection};
use super::ui::{Soon, tr};
use crate::engine::StepSummary;
use crate::messages::charts as msg;
use distribution::DistributionCard;
use glance::GlanceCard;
use leptos::html;
use leptos::prelude::*;
use sizes::SizesCard;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The step whose groups the charts show.
#[derive(Clone, Debug, PartialEq)]
struct Charted {
    /// Its position in the workbook.
    step: usize,
    summary: Arc<StepSummary>,
    /// It is not the selected one, which has no groups.
    borrowed: bool,
}

/// What every card of the panel reads.
#[derive(Clone, Copy)]
struct Panel {
    charted: Memo<Option<Charted>>,
    /// Name of the value column, where it is there.
    value: Memo<Option<String>>,
    /// Room for a picture, in pixels.
    width: RwSignal<f64>,
}

/// The charts of the selected step; where that has no groups, of the nearest one above that has, then of the first below.
#[component]
pub fn Charts() -> impl IntoView {
    let app = App::get();
    let charted = memo(move |_| {
        let selected = app.selection.get();
        app.evaluation.with(|e| {
            let steps = &e.as_ref()?.steps;
            let at = match selected {
                Selection::Step(i) => i.min(steps.len().saturating_sub(1)),
                Selection::Source => steps.len().saturating_sub(1),
            };
            let has_groups = |i: &usize| steps.get(*i).is_some_and(|s| !s.groups.is_empty());
            let step = (0..=at).rev().find(has_groups).or_else(|| (at + 1..steps.len()).find(has_groups))?;
            let borrowed = selected != Selection::Step(step);
            Some(Charted { step, summary: Arc::new(steps[step].clone()), borrowed })
        })
    });
    let value = memo(move |_| app.evaluation.with(|e| e.as_ref().and_then(|e| e.value.as_ref().map(|(name, _)| name.clone()))));
    let width = RwSignal::new(344.0);
    let panel = NodeRef::<html::Section>::new();
    follow_width(panel, width);
    let panel_of_cards = Panel { charted, value, width };
    view! {
        <section class="charts" node_ref=panel aria-label=tr(msg::panel) data-testid="charts">
            <SizesCard panel=panel_of_cards/>
            <Soon><DistributionCard panel=panel_of_cards/></Soon>
            <Soon><GlanceCard panel=panel_of_cards/></Soon>
        </section>
    }
}

/// Padding and border of a card, and of the panel, left and right together, in pixels; as in `style/charts.css`.
const FRAME: f64 = 50.0;

/// Keeps `width` at the room that the panel has for a picture.
fn follow_width(panel: NodeRef<html::Section>, width: RwSignal<f64>) {
    effect(move |_| {
        let Some(element) = panel.get() else { return };
        let watched = element.clone();
        let on_resize = Closure::<dyn FnMut()>::new(move || {
            let room = (f64::from(watched.client_width()) - FRAME).max(200.0);
            if width.try_get_untracked().is_some_and(|w| (w - room).abs() >= 1.0) {
                width.set(room);
            }
        });
        if let Ok(observer) = web_sys::ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
            observer.observe(&element);
            let kept = StoredValue::new_local((observer, on_resize));
            on_cleanup(move || {
                let _ = kept.try_with_value(|(observer, _)| observer.disconnect());
            });
        }
    });
}
