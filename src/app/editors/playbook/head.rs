//! Whose segments are planned for, what the team can do, and what the plan comes to.

use super::Editor;
use crate::app::state::NoticeKind;
use crate::app::ui::{Field, Icon, NumberInput, Segmented, save_text, tr, tr_with};
use crate::export::{plan, safe_name};
use crate::messages::{Lang, format, playbook as m};
use crate::recipe::{Capacity, UpliftUnit};
use leptos::prelude::*;

/// Starting texts, and the plan as a file.
#[component]
pub fn Buttons() -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let save = move |_| {
        let lang = app.lang.get_untracked();
        let (workbook, evaluation) = (app.workbook.get_untracked(), app.evaluation.get_untracked());
        let html = evaluation.and_then(|e| plan::plan_html(&workbook, &e, editor.step, lang));
        let (Some(html), Some(step)) = (html, workbook.steps.get(editor.step)) else { return };
        let of = if workbook.name.trim().is_empty() { &step.name } else { &workbook.name };
        let name = m::plan_file(lang, safe_name(of.trim()));
        match save_text(&html, "text/html;charset=utf-8", &name) {
            Ok(()) => app.notify(NoticeKind::Done, m::saved(lang, name)),
            Err(_) => app.notify(NoticeKind::Error, m::save_failed(lang)),
        }
    };
    let ready = move || editor.detail(|_| ()).is_some();
    view! {
        <button
            type="button"
            class="btn"
            title=tr(m::starting_texts_title)
            data-testid="play-texts"
            disabled=move || !ready()
            on:click=move |_| editor.start_over()
        >
            {Icon::Refresh}
            {tr(m::starting_texts)}
        </button>
        <button
            type="button"
            class="btn btn-primary"
            title=tr(m::save_plan_title)
            data-testid="play-save"
            disabled=move || !ready()
            on:click=save
        >
            {Icon::Download}
            {tr(m::save_plan)}
        </button>
    }
}

#[component]
pub fn Setup() -> impl IntoView {
    let editor = Editor::get();
    let chosen = memo(move |_| editor.read(|p| p.segments_of.clone()).unwrap_or_default());
    let steps = memo(move |_| {
        let mut steps = editor.steps();
        let chosen = chosen.get();
        // A step that is not there any more stays in sight.
        if !chosen.is_empty() && !steps.contains(&chosen) {
            steps.push(chosen);
        }
        steps
    });
    let unit = memo(move |_| editor.read(|p| p.uplift_in).unwrap_or_default());
    // A number of the capacity; its test id names the field that is typed in.
    let capacity = move |label: fn(Lang) -> &'static str, id: &'static str, step: f64, max: f64, field: fn(&mut Capacity) -> &mut f64| {
        let on_input = Callback::new(move |x: Option<f64>| {
            if let Some(x) = x {
                editor.type_in(id, |p| *field(&mut p.capacity) = x);
            }
        });
        view! {
            <NumberInput
                value=derive(move || editor.read(|p| *field(&mut p.capacity.clone())))
                label=tr(label)
                step=step
                min=0.0
                max=max
                testid=id
                on_input
                on_seal=Callback::new(move |()| editor.app.seal())
            />
        }
    };
    view! {
        <div class="playbook-setup">
            <Field label=tr(m::segments_of)>
                <select
                    class="select"
                    data-testid="play-step"
                    prop:value=move || chosen.get()
                    on:change=move |event| editor.choose_step(event_target_value(&event))
                >
                    <option value="" disabled=true selected=move || chosen.with(String::is_empty)>
                        {tr(m::choose_step)}
                    </option>
                    <For each=move || steps.get() key=String::clone let:step>
                        {
                            let (value, name) = (step.clone(), step.clone());
                            view! { <option value=value selected=move || chosen.with(|c| *c == name)>{step.clone()}</option> }
                        }
                    </For>
                </select>
            </Field>
            <Field label=tr(m::people)>
                {capacity(m::people_title, "play-people", 1.0, 1e6, |c| &mut c.people)}
            </Field>
            <Field label=tr(m::per_person)>
                {capacity(m::per_person, "play-per-person", 10.0, 1e9, |c| &mut c.contacts_per_person)}
            </Field>
            <div class="field">
                <span class="field-label" aria-hidden="true">{tr(m::uplift_in)}</span>
                <Segmented
                    label=tr(m::uplift_in)
                    options=vec![(UpliftUnit::Percent, tr(m::uplift_percent)), (UpliftUnit::Money, tr(m::uplift_money))]
                    value=unit
                    on_change=Callback::new(move |unit| editor.act(|p| p.uplift_in = unit))
                    testid="play-uplift-in"
                />
            </div>
        </div>
        <Show when=move || steps.with(Vec::is_empty)>
            <p class="empty">{tr(m::no_steps)}</p>
        </Show>
    }
}

/// What the whole plan comes to per month.
#[component]
pub fn Totals() -> impl IntoView {
    let editor = Editor::get();
    let total = memo(move |_| editor.detail(|d| d.total.clone()));
    let capacity = memo(move |_| editor.detail(|d| d.capacity).flatten());
    let over = move || total.with(|t| t.as_ref().zip(capacity.get()).is_some_and(|(t, c)| t.by_people > c + 1e-9));
    let sentence = memo(move |_| editor.detail(|d| plan::capacity_sentence(editor.app.lang(), d)).flatten());
    let fact = move |label: fn(Lang) -> &'static str, testid: &'static str, value: fn(&crate::engine::PlanTotal) -> String| {
        let value = move || total.with(|t| t.as_ref().map(value).unwrap_or_default());
        view! {
            <div class="playbook-fact">
                <dt class="small second">{tr(label)}</dt>
                <dd class="num" data-testid=testid>{value}</dd>
            </div>
        }
    };
    view! {
        <Show when=move || total.with(Option::is_some)>
            <dl class="playbook-totals" aria-label=tr_with(move |lang| format!("{}, {}", m::total(lang), m::per_month(lang)))>
                {fact(m::contacts_per_month, "plan-contacts", |t| plan::whole(t.contacts))}
                {fact(m::people_needed, "plan-people", |t| t.people.map_or("–".into(), |people| format::number(people, 1)))}
                {fact(m::budget, "plan-budget", |t| plan::money(t.budget))}
                {fact(m::revenue, "plan-return", |t| plan::money(t.revenue))}
                {fact(m::net, "plan-net", |t| plan::money(t.net))}
            </dl>
            {move || {
                sentence
                    .get()
                    .filter(|_| !over())
                    .map(|(text, _)| view! { <p class="note" data-testid="plan-capacity">{text}</p> })
            }}
        </Show>
    }
}
