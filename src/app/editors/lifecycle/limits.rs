//! The limits of the stages, each with the counts that it moves.

use super::Editor;
use crate::app::editors::common;
use crate::app::ui::{NumberInput, tr, tr_with};
use crate::messages::{Lang, format, lifecycle as m};
use crate::recipe::Lifecycle;
use leptos::prelude::*;

/// One limit: how it is named, read and written.
#[derive(Clone, Copy)]
struct Limit {
    id: &'static str,
    label: fn(Lang) -> &'static str,
    title: fn(Lang) -> &'static str,
    unit: fn(Lang) -> &'static str,
    /// The number in the field, from the parameter: `scale` of them to one.
    field: fn(&mut Lifecycle) -> &mut f64,
    scale: f64,
    step: f64,
    min: f64,
    max: f64,
    effect: fn(Editor, Lang) -> Option<String>,
}

const NEW: usize = 1;
const REPEAT: usize = 3;
const LOYAL: usize = 4;
const AT_RISK: usize = 5;
const LOST: usize = 6;

fn count(editor: Editor, stage: usize) -> Option<String> {
    common::group(editor.app, editor.step, stage).map(|g| format::count(g.count))
}

const LIMITS: [Limit; 6] = [
    Limit {
        id: "new",
        label: m::new_days,
        title: m::new_days_title,
        unit: m::unit_days,
        field: |l| &mut l.new_days,
        scale: 1.0,
        step: 5.0,
        min: 0.0,
        max: 100_000.0,
        effect: |editor, lang| Some(m::new_days_effect(lang, count(editor, NEW)?)),
    },
    Limit {
        id: "loyal",
        label: m::loyal_orders,
        title: m::loyal_orders_title,
        unit: m::unit_orders,
        field: |l| &mut l.loyal_orders,
        scale: 1.0,
        step: 1.0,
        min: 1.0,
        max: 1e6,
        effect: |editor, lang| Some(m::loyal_orders_effect(lang, count(editor, LOYAL)?, count(editor, REPEAT)?)),
    },
    Limit {
        id: "overdue",
        label: m::overdue_factor,
        title: m::overdue_factor_title,
        unit: m::unit_gaps,
        field: |l| &mut l.overdue_factor,
        scale: 1.0,
        step: 0.25,
        min: 0.0,
        max: 1e3,
        effect: |editor, lang| Some(m::overdue_factor_effect(lang, format::count(editor.detail(|d| d.overdue)?))),
    },
    Limit {
        id: "own-gap",
        label: m::own_gap_orders,
        title: m::own_gap_orders_title,
        unit: m::unit_orders,
        field: |l| &mut l.own_gap_orders,
        scale: 1.0,
        step: 1.0,
        min: 2.0,
        max: 1e6,
        effect: |editor, lang| {
            let (own, everybody) = editor.detail(|d| (d.by_own_gap, d.by_population))?;
            Some(m::own_gap_orders_effect(lang, format::count(own), format::count(everybody)))
        },
    },
    Limit {
        id: "quantile",
        label: m::quantile,
        title: m::quantile_title,
        unit: m::unit_percent,
        field: |l| &mut l.population_quantile,
        scale: 100.0,
        step: 1.0,
        min: 0.0,
        max: 100.0,
        effect: |editor, lang| {
            let (days, everybody) = editor.detail(|d| (d.population_days, d.by_population))?;
            Some(match days {
                Some(days) => m::quantile_effect(lang, format::number(days, 1), format::count(everybody)),
                None => m::quantile_none(lang).into(),
            })
        },
    },
    Limit {
        id: "lost",
        label: m::lost_factor,
        title: m::lost_factor_title,
        unit: m::unit_overdue,
        field: |l| &mut l.lost_factor,
        scale: 1.0,
        step: 0.25,
        min: 1.0,
        max: 1e3,
        effect: |editor, lang| Some(m::lost_factor_effect(lang, count(editor, LOST)?, count(editor, AT_RISK)?)),
    },
];

#[component]
pub fn Limits() -> impl IntoView {
    view! {
        <h2 class="life-heading">{tr(m::limits)}</h2>
        <div class="life-limits">{LIMITS.map(|limit| view! { <LimitField limit/> }).collect_view()}</div>
    }
}

#[component]
fn LimitField(limit: Limit) -> impl IntoView {
    let editor = Editor::get();
    // Tidy what the scale leaves behind: 0.9 is 90, not 90.00000000000001.
    let tidy = |x: f64| (x * 1e9).round() / 1e9;
    let value = derive(move || editor.read(|l| tidy(*(limit.field)(&mut l.clone()) * limit.scale)));
    let effect = tr_with(move |lang| (limit.effect)(editor, lang).unwrap_or_default());
    let write = Callback::new(move |x: Option<f64>| {
        // A field that is no number yet keeps what held before.
        if let Some(x) = x {
            editor.type_in(limit.id, |l| *(limit.field)(l) = tidy(x / limit.scale));
        }
    });
    view! {
        <div class="life-limit" title=tr(limit.title) data-testid="life-limit" data-limit=limit.id>
            <span class="life-limit-label">{tr(limit.label)}</span>
            <span class="row life-limit-field">
                <NumberInput
                    value
                    label=tr(limit.title)
                    step=limit.step
                    min=limit.min
                    max=limit.max
                    testid="life-input"
                    on_input=write
                    on_seal=Callback::new(move |()| editor.app.seal())
                />
                <span class="second small nowrap">{tr(limit.unit)}</span>
            </span>
            <span class="life-effect small" data-testid="life-effect">{effect}</span>
        </div>
    }
}
