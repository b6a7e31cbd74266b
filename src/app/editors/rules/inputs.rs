//! What an operator must be given, one input per kind.

use super::edit::At;
use super::slider::HistogramSlider;
use super::values::ValuesInput;
use crate::app::ui::columns::columns;
use crate::app::ui::{Choice, Combobox, Icon, IconButton, NumberInput, colour_var, tr, tr_with};
use crate::messages::{Lang, rules as m};
use crate::recipe::operators::{Input, Subject, input, takes_case, takes_column, units};
use crate::recipe::{Condition, Op, Scalar, Unit};
use crate::table::ColumnType;
use leptos::prelude::*;

/// The inputs of a condition; made anew when its operator or the type of its column changes, and then only.
#[component]
pub fn ValueInput(at: At, condition: Memo<Condition>, op: Op, subject: Subject) -> impl IntoView {
    let against = memo(move |_| takes_column(op) && condition.with(|c| c.other.is_some()));
    let kind = input(op, subject);
    let value = move || match kind {
        Input::Nothing => ().into_any(),
        Input::Number => view! {
            <NumberField at condition upper=false label=tr(m::value)/>
            <HistogramSlider at condition op range=false/>
        }
        .into_any(),
        Input::NumberRange => view! {
            <NumberField at condition upper=false label=tr(m::from)/>
            <span class="muted">{tr(m::and)}</span>
            <NumberField at condition upper=true label=tr(m::to)/>
            <HistogramSlider at condition op range=true/>
        }
        .into_any(),
        Input::Count => view! {
            <NumberField at condition upper=false label=tr(m::how_many) min=0.0/>
            <span class="muted nowrap">{tr(m::customers_unit)}</span>
        }
        .into_any(),
        Input::Percent => view! {
            <NumberField at condition upper=false label=tr(m::percent) min=0.0 max=100.0/>
            <span class="muted nowrap">"%"</span>
        }
        .into_any(),
        Input::Days => view! {
            <NumberField at condition upper=false label=tr(m::how_many) min=0.0/>
            <span class="muted nowrap">{tr(m::days_unit)}</span>
        }
        .into_any(),
        Input::Span => view! {
            <NumberField at condition upper=false label=tr(m::how_many) min=0.0/>
            <UnitSelect at condition op/>
            {(op == Op::MoreThanAgo).then(|| view! { <span class="muted nowrap">{tr(m::ago)}</span> })}
        }
        .into_any(),
        Input::Period => view! { <UnitSelect at condition op/> }.into_any(),
        Input::Text | Input::Pattern => view! { <TextField at condition pattern={kind == Input::Pattern}/> }.into_any(),
        Input::Date => view! {
            <DateField at condition upper=false label=tr(m::value)/>
            <HistogramSlider at condition op range=false/>
        }
        .into_any(),
        Input::DateRange => view! {
            <DateField at condition upper=false label=tr(m::from)/>
            <span class="muted">{tr(m::and)}</span>
            <DateField at condition upper=true label=tr(m::to)/>
            <HistogramSlider at condition op range=true/>
        }
        .into_any(),
        Input::Values => view! { <ValuesInput at condition/> }.into_any(),
        Input::Months => view! { <Numbered at condition count=12 name=m::month_name label=tr(m::months) prefix="month"/> }.into_any(),
        Input::Weekdays => {
            view! { <Numbered at condition count=7 name=m::weekday_name label=tr(m::weekdays) prefix="weekday"/> }.into_any()
        }
        Input::Segments => view! { <SegmentsInput at condition/> }.into_any(),
    };
    view! {
        <span class="condition-input">
            {move || if against.get() { view! { <OtherColumn at condition subject/> }.into_any() } else { value() }}
            {takes_case(op).then(|| view! { <CaseSwitch at condition/> })}
            {takes_column(op).then(|| view! { <AgainstSwitch at against subject/> })}
        </span>
    }
}

/// The end of a condition that an input is for.
fn part(condition: &Condition, upper: bool) -> &Option<Scalar> {
    if upper { &condition.to } else { &condition.value }
}

/// Types into one end of a condition.
pub fn set_part(at: At, upper: bool, scalar: Option<Scalar>) {
    at.type_in(if upper { "to" } else { "value" }, |c| if upper { c.to = scalar } else { c.value = scalar });
}

/// The number at one end; None where it is none.
pub fn number_of(condition: &Condition, upper: bool) -> Option<f64> {
    match part(condition, upper) {
        Some(Scalar::Number(x)) => Some(*x),
        Some(Scalar::Text(text)) => text.trim().parse().ok(),
        None => None,
    }
}

/// The text at one end.
pub fn text_of(condition: &Condition, upper: bool) -> String {
    match part(condition, upper) {
        Some(Scalar::Text(text)) => text.clone(),
        Some(Scalar::Number(x)) => x.to_string(),
        None => String::new(),
    }
}

fn testid(upper: bool) -> &'static str {
    if upper { "condition-to" } else { "condition-value" }
}

#[component]
fn NumberField(
    at: At,
    condition: Memo<Condition>,
    upper: bool,
    label: Signal<String>,
    #[prop(default = f64::NEG_INFINITY)] min: f64,
    #[prop(default = f64::INFINITY)] max: f64,
) -> impl IntoView {
    let value = memo(move |_| condition.with(|c| number_of(c, upper)));
    let on_input = Callback::new(move |x: Option<f64>| set_part(at, upper, x.map(Scalar::Number)));
    view! {
        <NumberInput
            label
            value
            min
            max
            class="condition-number"
            testid=testid(upper)
            on_input
            on_seal=Callback::new(move |()| at.editor.app.seal())
        />
    }
}

#[component]
fn DateField(at: At, condition: Memo<Condition>, upper: bool, label: Signal<String>) -> impl IntoView {
    let value = memo(move |_| condition.with(|c| text_of(c, upper)));
    view! {
        <input
            type="date"
            class="input condition-date"
            aria-label=label
            title=label
            data-testid=testid(upper)
            prop:value=value
            on:input=move |event| {
                let typed = event_target_value(&event);
                // A date that is only partly typed reads as empty; what was there stays until it is whole or cleared.
                if !typed.is_empty() || !is_partly_typed(&event) {
                    set_part(at, upper, (!typed.is_empty()).then_some(Scalar::Text(typed)));
                }
            }
            on:blur=move |_| at.editor.app.seal()
        />
    }
}

fn is_partly_typed(event: &web_sys::Event) -> bool {
    let Some(input) = event.target() else { return false };
    js_sys::Reflect::get(&input, &"validity".into())
        .and_then(|validity| js_sys::Reflect::get(&validity, &"badInput".into()))
        .is_ok_and(|bad| bad.as_bool() == Some(true))
}

#[component]
fn TextField(at: At, condition: Memo<Condition>, pattern: bool) -> impl IntoView {
    let value = memo(move |_| condition.with(|c| text_of(c, false)));
    view! {
        <input
            type="text"
            class="input condition-text"
            class:condition-pattern=pattern
            autocomplete="off"
            spellcheck="false"
            aria-label=tr(m::value)
            title=tr_with(move |lang| if pattern { m::pattern_hint(lang) } else { m::value(lang) }.to_string())
            data-testid=testid(false)
            prop:value=value
            on:input=move |event| {
                let typed = event_target_value(&event);
                set_part(at, false, (!typed.is_empty()).then_some(Scalar::Text(typed)));
            }
            on:blur=move |_| at.editor.app.seal()
        />
    }
}

#[component]
fn UnitSelect(at: At, condition: Memo<Condition>, op: Op) -> impl IntoView {
    let app = at.editor.app;
    let unit = memo(move |_| condition.with(|c| c.unit));
    let period = matches!(op, Op::InThis | Op::InPrevious);
    let name = move |lang: Lang, unit: Unit| if period { m::period_name(lang, unit) } else { m::unit_name(lang, unit) };
    view! {
        <select
            class="select"
            aria-label=tr(m::unit)
            data-testid="condition-unit"
            on:change=move |event| {
                let at_position = event_target_value(&event).parse::<usize>().ok();
                if let Some(&unit) = at_position.and_then(|i| units(op).get(i)) {
                    at.act(|c| c.unit = Some(unit));
                }
            }
        >
            {move || {
                let lang = app.lang();
                units(op)
                    .iter()
                    .enumerate()
                    .map(|(i, &each)| {
                        view! {
                            <option value=i.to_string() prop:selected=move || unit.get() == Some(each)>
                                {name(lang, each)}
                            </option>
                        }
                    })
                    .collect_view()
            }}
        </select>
    }
}

#[component]
fn CaseSwitch(at: At, condition: Memo<Condition>) -> impl IntoView {
    let on = memo(move |_| condition.with(|c| c.match_case));
    view! {
        <button
            type="button"
            class="btn-icon btn-small condition-case"
            aria-label=tr(m::match_case)
            title=tr(m::match_case)
            aria-pressed=move || on.get().to_string()
            data-testid="condition-case"
            on:click=move |_| at.act(|c| c.match_case = !c.match_case)
        >
            "Aa"
        </button>
    }
}

/// The other columns that this one can be compared with, tracked.
fn comparable(at: At, subject: Subject) -> Vec<Choice> {
    let wanted = match subject {
        Subject::Column(column_type) => column_type,
        Subject::Step => ColumnType::Text,
    };
    let own = at.condition(|c| c.column.clone()).unwrap_or_default();
    columns(at.editor.app, Some(at.editor.step))
        .into_iter()
        .filter(|c| c.column_type == wanted && c.name != own)
        .map(|c| Choice { icon: Some(Icon::of_type(c.column_type)), ..Choice::plain(c.name) })
        .collect()
}

#[component]
fn AgainstSwitch(at: At, against: Memo<bool>, subject: Subject) -> impl IntoView {
    let possible = memo(move |_| !comparable(at, subject).is_empty());
    let label = tr_with(move |lang| {
        let text = match (against.get(), possible.get()) {
            (true, _) => m::against_value(lang),
            (false, true) => m::against_column(lang),
            (false, false) => m::no_other_column(lang),
        };
        text.to_string()
    });
    view! {
        <IconButton
            icon=Icon::Columns
            class="btn-small condition-against"
            label
            pressed=derive(move || against.get())
            disabled=derive(move || !possible.get() && !against.get())
            testid="condition-against"
            on_click=move |()| {
                let to_column = !against.get_untracked();
                at.act(|c| {
                    c.value = None;
                    c.other = to_column.then(String::new);
                });
                at.focus(&at.path(), if to_column { "[data-testid=condition-other]" } else { "[data-testid=condition-value]" });
            }
        />
    }
}

#[component]
fn OtherColumn(at: At, condition: Memo<Condition>, subject: Subject) -> impl IntoView {
    let value = memo(move |_| condition.with(|c| c.other.clone().unwrap_or_default()));
    let choices = derive(move || comparable(at, subject));
    view! {
        <Combobox
            label=tr(m::against_column)
            placeholder=tr(m::choose_column)
            choices
            value
            class="condition-column"
            testid="condition-other"
            on_choose=move |column: String| at.act(|c| c.other = Some(column))
        />
    }
}

/// Months or weekdays: each a button that stays down.
#[component]
fn Numbered(
    at: At,
    condition: Memo<Condition>,
    count: usize,
    name: fn(Lang, usize) -> &'static str,
    label: Signal<String>,
    prefix: &'static str,
) -> impl IntoView {
    let each = (1..=count)
        .map(|i| {
            let on = memo(move |_| condition.with(|c| c.values.iter().any(|v| v.trim().parse() == Ok(i))));
            view! {
                <button
                    type="button"
                    class="pick"
                    aria-pressed=move || on.get().to_string()
                    data-testid=format!("{prefix}-{i}")
                    on:click=move |_| {
                        at.act(|c| {
                            let mut numbers: Vec<usize> = c.values.iter().filter_map(|v| v.trim().parse().ok()).collect();
                            match numbers.iter().position(|&n| n == i) {
                                Some(at) => {
                                    numbers.remove(at);
                                }
                                None => numbers.push(i),
                            }
                            numbers.sort_unstable();
                            c.values = numbers.iter().map(usize::to_string).collect();
                        });
                    }
                >
                    {tr_with(move |lang| name(lang, i).to_string())}
                </button>
            }
        })
        .collect_view();
    view! { <span class="picks" role="group" aria-label=label data-testid="condition-value">{each}</span> }
}

/// The groups of an earlier step.
#[component]
fn SegmentsInput(at: At, condition: Memo<Condition>) -> impl IntoView {
    let app = at.editor.app;
    let step = memo(move |_| condition.with(|c| c.column.clone()));
    let groups = memo(move |_| {
        let mut groups: Vec<_> = app.evaluation.with(|e| {
            let summary = e.as_ref().and_then(|e| e.steps.iter().take(at.editor.step).find(|s| step.with(|n| s.name == *n)));
            summary.map(|s| s.groups.iter().map(|g| (g.name.clone(), Some(g.colour))).collect()).unwrap_or_default()
        });
        // Names that the step has no longer, so that they can be taken out.
        condition.with(|c| {
            for value in &c.values {
                if groups.iter().all(|(name, _)| name != value) {
                    groups.push((value.clone(), None));
                }
            }
        });
        groups
    });
    view! {
        <span class="picks" role="group" aria-label=tr_with(move |lang| m::segments_of(lang, step.get())) data-testid="condition-value">
            {move || {
                groups
                    .get()
                    .into_iter()
                    .map(|(name, colour)| {
                        let (own, value, shown) = (name.clone(), name.clone(), name.clone());
                        let on = memo(move |_| condition.with(|c| c.values.contains(&own)));
                        view! {
                            <button
                                type="button"
                                class="pick"
                                class:pick-unknown=colour.is_none()
                                aria-pressed=move || on.get().to_string()
                                data-testid="segment-option"
                                data-value=name
                                on:click=move |_| {
                                    at.act(|c| match c.values.iter().position(|v| *v == value) {
                                        Some(at) => {
                                            c.values.remove(at);
                                        }
                                        None => c.values.push(value.clone()),
                                    });
                                }
                            >
                                {colour.map(|c| view! { <span class="dot" style:--c=colour_var(c)></span> })}
                                {shown}
                            </button>
                        }
                    })
                    .collect_view()
            }}
        </span>
    }
}
