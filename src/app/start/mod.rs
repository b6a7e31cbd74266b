//! The start screen: what this is, drop, choose, paste, samples, the workbook of last time, templates.

use super::shell::actions;
use super::state::{App, Dialog};
use super::ui::{Icon, Logo, tr, tr_with};
use crate::messages::{start as m, templates as tm};
use crate::templates::Template;
use leptos::prelude::*;

#[component]
pub fn Start() -> impl IntoView {
    let app = App::get();
    let stored = memo(move |_| app.workbook.with(|w| !w.steps.is_empty()));
    view! {
        <div class="start" data-testid="start">
            <div class="start-head">
                <Logo size=44/>
                <h1>{tr(m::headline)}</h1>
                <p class="second">{tr(m::lead)}</p>
                <p class="start-privacy">{Icon::Lock} {tr(m::privacy)}</p>
            </div>
            <Show when=move || stored.get()>
                <GoOn/>
            </Show>
            <DropZone/>
            <Templates/>
        </div>
    }
}

/// The workbook that the browser has kept, and the way to go on with it.
#[component]
fn GoOn() -> impl IntoView {
    let app = App::get();
    let name = derive(move || app.workbook.with(|w| w.name.clone()));
    let file = derive(move || app.workbook.with(|w| w.source.file.clone()));
    let steps = move || app.workbook.with(|w| w.steps.len());
    view! {
        <section class="card go-on" data-testid="go-on">
            {Icon::Refresh}
            <div class="grow">
                <b>
                    {tr_with(move |lang| {
                        let name = name.get();
                        let untitled = crate::messages::shell::untitled(lang).to_string();
                        m::go_on_title(lang, if name.is_empty() { untitled } else { name })
                    })}
                </b>
                <p class="second small">
                    {tr_with(move |lang| match file.get() {
                        Some(file) => m::go_on_note(lang, m::steps(lang, steps()), file),
                        None => m::go_on_note_no_file(lang, m::steps(lang, steps())),
                    })}
                </p>
            </div>
            <button
                type="button"
                class="btn btn-primary"
                data-testid="go-on-choose"
                on:click=move |_| {
                    app.template.set(None);
                    app.going_on.set(true);
                    actions::choose_data(app);
                }
            >
                {tr_with(move |lang| match file.get() {
                    Some(file) => m::go_on_choose(lang, file),
                    None => m::go_on_choose_any(lang).to_string(),
                })}
            </button>
        </section>
    }
}

#[component]
fn DropZone() -> impl IntoView {
    let app = App::get();
    // A sample is never what the kept workbook was made on.
    let sample = move |name: fn(crate::messages::Lang) -> &'static str, csv: fn(crate::messages::Lang) -> String| {
        let lang = app.lang.get_untracked();
        app.going_on.set(false);
        actions::take_made(app, name(lang), &csv(lang));
    };
    view! {
        <section class="start-drop" data-testid="start-drop" aria-label=tr(m::drop_title)>
            <span class="start-drop-icon">{Icon::Upload}</span>
            <b class="start-drop-title">{tr(m::drop_title)}</b>
            <p class="muted small">{tr(m::drop_note)}</p>
            <div class="start-buttons">
                <button
                    type="button"
                    class="btn btn-primary btn-large"
                    data-testid="choose-file"
                    on:click=move |_| {
                        app.going_on.set(false);
                        actions::choose_data(app);
                    }
                >
                    {tr(m::choose)}
                </button>
                <button
                    type="button"
                    class="btn btn-large"
                    data-testid="paste"
                    on:click=move |_| app.dialog.set(Some(Dialog::Paste))
                >
                    {Icon::Paste}
                    {tr(m::paste)}
                </button>
                <button
                    type="button"
                    class="btn btn-large"
                    data-testid="start-open-workbook"
                    on:click=move |_| actions::choose_workbook(app)
                >
                    {Icon::Folder}
                    {tr(m::open_workbook)}
                </button>
            </div>
            {move || {
                app.template
                    .get()
                    .map(|t| {
                        view! {
                            <p class="hint hint-info" data-testid="template-chosen" role="status">
                                {Icon::Check}
                                {tr_with(move |lang| m::template_chosen(lang, tm::name(lang, t)))}
                            </p>
                        }
                    })
            }}
            <p class="start-samples">
                <span class="second">{tr(m::samples)}</span>
                <button
                    type="button"
                    class="btn-text"
                    data-testid="sample-customers"
                    on:click=move |_| sample(m::sample_customers_file, crate::sample::customers_csv)
                >
                    {tr(m::sample_customers)}
                </button>
                <button
                    type="button"
                    class="btn-text"
                    data-testid="sample-orders"
                    on:click=move |_| sample(m::sample_orders_file, crate::sample::orders_csv)
                >
                    {tr(m::sample_orders)}
                </button>
                <span class="note">{tr(m::sample_note)}</span>
            </p>
        </section>
    }
}

/// Cards of the templates; the chosen one is set up for the next file.
#[component]
fn Templates() -> impl IntoView {
    let app = App::get();
    view! {
        <section class="start-templates" aria-labelledby="start-templates">
            <h2 id="start-templates">{tr(m::templates)}</h2>
            <p class="muted small">{tr(m::templates_note)}</p>
            <div class="template-cards">
                {Template::ALL
                    .map(|template| {
                        let chosen = move || app.template.get() == Some(template);
                        view! {
                            <TemplateCard
                                template
                                pressed=derive(chosen)
                                on_choose=Callback::new(move |()| {
                                    let again = app.template.get_untracked() == Some(template);
                                    app.template.set((!again).then_some(template));
                                })
                            />
                        }
                    })
                    .collect_view()}
            </div>
        </section>
    }
}

/// A template as a card that is pressed.
#[component]
pub fn TemplateCard(
    template: Template,
    #[prop(optional, into)] pressed: Option<Signal<bool>>,
    #[prop(into)] on_choose: Callback<()>,
) -> impl IntoView {
    let (icon, testid) = match template {
        Template::Blank => (Icon::Rules, "template-blank"),
        Template::Scorecard => (Icon::Scorecard, "template-scorecard"),
        Template::Rfm => (Icon::Rfm, "template-rfm"),
        Template::Lifecycle => (Icon::Lifecycle, "template-lifecycle"),
        Template::Abc => (Icon::Tiers, "template-abc"),
        Template::SizePotential => (Icon::Matrix, "template-size-potential"),
        Template::NineBox => (Icon::Matrix, "template-nine-box"),
        Template::Matrix => (Icon::Matrix, "template-matrix"),
        Template::ValuePer => (Icon::Formula, "template-value-per"),
        Template::Playbook => (Icon::Playbook, "template-playbook"),
        Template::Formula => (Icon::Formula, "template-formula"),
    };
    view! {
        <button
            type="button"
            class="card template-card"
            aria-pressed=move || pressed.map(|p| p.get().to_string())
            data-testid=testid
            on:click=move |_| on_choose.run(())
        >
            <span class="template-icon">{icon}</span>
            <span class="stack">
                <b>{tr_with(move |lang| tm::name(lang, template).to_string())}</b>
                <span class="muted small">{tr_with(move |lang| tm::about(lang, template).to_string())}</span>
            </span>
        </button>
    }
}
