//! What holds for the whole file, each as a decision that can be made otherwise: encoding, delimiter, header, title lines, missing texts,
//! as-of date, value column.
//!
//! Test ids: `override-encoding`, `override-delimiter`, `override-header`, `override-skip`, `override-missing`, `override-missing-input`,
//! `override-missing-add`, `override-as-of`, `override-value`; `decision-reset` gives a decision back to the file.

use crate::app::state::App;
use crate::app::ui::{Choice, Combobox, Icon, NumberInput, Toggle, columns, tr, tr_with};
use crate::ingest::{DEFAULT_MISSING, Encoding, ImportReport, ReadOptions};
use crate::messages::{Lang, sidebar, source as m};
use crate::table::{ColumnType, date};
use leptos::prelude::*;

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// Changes the reading options, as one undo step.
pub fn change(app: App, edit: impl FnOnce(&mut ReadOptions)) {
    app.act(|w| edit(&mut w.source.read));
}

/// Something of the report; its default while nothing is loaded.
fn of_report<T: Default>(app: App, read: impl FnOnce(&ImportReport) -> T) -> T {
    app.data.with(|d| d.as_ref().map(|d| read(&d.report)).unwrap_or_default())
}

#[component]
pub fn Decisions() -> impl IntoView {
    let app = App::get();
    let option = move |read: fn(&ReadOptions) -> bool| derive(move || app.workbook.with(|w| read(&w.source.read)));
    view! {
        <section class="card source-card" aria-label=tr(m::how_read)>
            <h2>{tr(m::how_read)}</h2>
            <p class="note">{tr(m::how_read_hint)}</p>
            <div class="decisions">
                <Decision
                    label=m::encoding
                    chosen=option(|r| r.encoding.is_some())
                    reset=Callback::new(move |()| change(app, |r| r.encoding = None))
                    hint=derive(move || encoding_hint(app))
                >
                    <EncodingSelect/>
                </Decision>
                <Decision
                    label=m::delimiter
                    chosen=option(|r| r.delimiter.is_some())
                    reset=Callback::new(move |()| change(app, |r| r.delimiter = None))
                >
                    <DelimiterSelect/>
                </Decision>
                <Decision
                    label=m::titles
                    chosen=option(|r| r.skip_lines.is_some())
                    reset=Callback::new(move |()| change(app, |r| r.skip_lines = None))
                >
                    <Titles/>
                </Decision>
                <Decision
                    label=m::header
                    chosen=option(|r| r.header.is_some())
                    reset=Callback::new(move |()| change(app, |r| r.header = None))
                >
                    <Toggle
                        label=tr_with(move |lang| {
                            if of_report(app, |r| r.header) { crate::messages::common::yes(lang) } else { crate::messages::common::no(lang) }.into()
                        })
                        value=derive(move || of_report(app, |r| r.header))
                        on_change=Callback::new(move |on| change(app, |r| r.header = Some(on)))
                        testid="override-header"
                    />
                </Decision>
                <Decision
                    label=m::missing
                    chosen=option(|r| r.missing.is_some())
                    reset=Callback::new(move |()| change(app, |r| r.missing = None))
                    hint=tr(m::missing_hint)
                >
                    <Missing/>
                </Decision>
                <Decision
                    label=m::as_of
                    chosen=derive(move || app.workbook.with(|w| w.as_of.is_some()))
                    reset=Callback::new(move |()| app.act(|w| w.as_of = None))
                    hint=tr(m::as_of_hint)
                >
                    <AsOf/>
                </Decision>
                <Decision
                    label=m::value_column
                    chosen=derive(move || app.workbook.with(|w| w.value_column.is_some()))
                    reset=Callback::new(move |()| app.act(|w| w.value_column = None))
                    hint=tr(m::value_hint)
                    by_hand=true
                >
                    <ValueColumn/>
                </Decision>
            </div>
        </section>
    }
}

/// A label, the control, and whose decision it is.
#[component]
fn Decision(
    label: fn(Lang) -> &'static str,
    chosen: Signal<bool>,
    reset: Callback<()>,
    #[prop(optional)] hint: Option<Signal<String>>,
    /// Nothing in the file decides this.
    #[prop(optional)]
    by_hand: bool,
    children: Children,
) -> impl IntoView {
    let app = App::get();
    view! {
        <div class="decision">
            <span class="decision-label">{tr(label)}</span>
            <div class="decision-control">
                {children()}
                {hint.map(|hint| view! { <p class="note">{hint}</p> })}
            </div>
            <span class="decision-state">
                {move || {
                    let lang = app.lang();
                    if by_hand {
                        ().into_any()
                    } else if chosen.get() {
                        view! {
                            <span class="badge">{m::chosen(lang)}</span>
                            <button type="button" class="btn-text" data-testid="decision-reset" on:click=move |_| reset.run(())>
                                {m::back_to_automatic(lang)}
                            </button>
                        }
                            .into_any()
                    } else {
                        view! { <span class="note">{m::decided(lang)}</span> }.into_any()
                    }
                }}
            </span>
        </div>
    }
}

fn encoding_hint(app: App) -> String {
    let lang = app.lang();
    let own = app.workbook.with(|w| w.source.read.encoding.is_some());
    let (bom, certain) = of_report(app, |r| (r.bom, r.encoding_certain));
    match (own, bom, certain) {
        (false, true, _) => m::encoding_bom(lang).into(),
        (false, false, false) => m::encoding_uncertain(lang).into(),
        _ => String::new(),
    }
}

#[component]
fn EncodingSelect() -> impl IntoView {
    let app = App::get();
    let current = move || app.data.with(|d| d.as_ref().map(|d| d.report.encoding));
    let choose = move |event| {
        let label = event_target_value(&event);
        let encoding = Encoding::ALL.into_iter().find(|e| e.label() == label);
        change(app, |r| r.encoding = encoding);
    };
    view! {
        <select class="select" aria-label=tr(m::encoding) data-testid="override-encoding" on:change=choose>
            {Encoding::ALL
                .into_iter()
                .map(|e| view! { <option value=e.label() prop:selected=move || current() == Some(e)>{e.label()}</option> })
                .collect_view()}
        </select>
    }
}

#[component]
fn DelimiterSelect() -> impl IntoView {
    let app = App::get();
    let current = move || app.data.with(|d| d.as_ref().map(|d| d.report.delimiter));
    let choose = move |event| {
        let delimiter = event_target_value(&event).parse().ok().and_then(|i: usize| DELIMITERS.get(i).copied());
        change(app, |r| r.delimiter = delimiter);
    };
    view! {
        <select class="select" aria-label=tr(m::delimiter) data-testid="override-delimiter" on:change=choose>
            {DELIMITERS
                .into_iter()
                .enumerate()
                .map(|(i, d)| {
                    view! {
                        <option value=i.to_string() prop:selected=move || current() == Some(d)>
                            {tr_with(move |lang| {
                                let name = sidebar::delimiter_name(lang, d);
                                if d == '\t' { name } else { format!("{name}  {d}") }
                            })}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    }
}

/// How many lines above the header are passed over, what they say, and what looks like one but was kept.
#[component]
fn Titles() -> impl IntoView {
    let app = App::get();
    let skipped = move || of_report(app, |r| f64::from(r.skipped_lines));
    let set = move |n: Option<f64>| {
        let Some(n) = n else { return };
        let skip = n as u32;
        app.type_in("source.skip", |w| w.source.read.skip_lines = Some(skip));
    };
    let lines = move || {
        let lang = app.lang();
        of_report(app, |r| r.titles.clone())
            .into_iter()
            .map(|title| {
                if title.skipped {
                    return view! { <li class="ellipsis">{m::title_line(lang, title.line, title.text)}</li> }.into_any();
                }
                let line = title.line as u32;
                view! {
                    <li class="row">
                        <span class="ellipsis">{m::title_kept(lang, title.line, title.text)}</span>
                        <button type="button" class="btn-text" on:click=move |_| change(app, |r| r.skip_lines = Some(line))>
                            {m::title_skip(lang)}
                        </button>
                    </li>
                }
                .into_any()
            })
            .collect_view()
    };
    view! {
        <NumberInput
            class="decision-count"
            value=derive(move || Some(skipped()))
            on_input=Callback::new(set)
            on_seal=Callback::new(move |()| app.seal())
            label=tr(m::lines_to_skip)
            min=0.0
            max=1000.0
            testid="override-skip"
        />
        <ul class="import-places">{lines}</ul>
    }
}

/// The texts that mean missing, to take away and to add to.
#[component]
fn Missing() -> impl IntoView {
    let app = App::get();
    let list = memo(move |_| {
        let usual = || DEFAULT_MISSING.map(str::to_string).to_vec();
        app.workbook.with(|w| w.source.read.missing.clone()).unwrap_or_else(usual)
    });
    let typed = RwSignal::new(String::new());
    let add = move || {
        let text = typed.get_untracked().trim().to_string();
        let mut texts = list.get_untracked();
        if text.is_empty() {
            return;
        }
        typed.set(String::new());
        if !texts.iter().any(|t| t.to_lowercase() == text.to_lowercase()) {
            texts.push(text);
            change(app, |r| r.missing = Some(texts));
        }
    };
    let remove = move |text: &str| {
        let mut texts = list.get_untracked();
        texts.retain(|t| t != text);
        change(app, |r| r.missing = Some(texts));
    };
    view! {
        <div class="missing-list" data-testid="override-missing">
            <For each=move || list.get() key=String::clone let(text)>
                {
                    let (spoken, gone) = (text.clone(), text.clone());
                    let label = tr_with(move |lang| m::missing_remove(lang, &spoken));
                    view! {
                        <span class="chip">
                            <span class="ellipsis">{text}</span>
                            <button type="button" aria-label=label title=label on:click=move |_| remove(&gone)>
                                {Icon::Close}
                            </button>
                        </span>
                    }
                }
            </For>
            <span class="missing-new">
                <input
                    class="input missing-input"
                    type="text"
                    autocomplete="off"
                    aria-label=tr(m::missing_add)
                    placeholder=tr(m::missing_add)
                    data-testid="override-missing-input"
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=move |event| {
                        if event.key() == "Enter" && !event.is_composing() {
                            event.prevent_default();
                            add();
                        }
                    }
                />
                <button
                    type="button"
                    class="btn"
                    disabled=move || typed.with(|t| t.trim().is_empty())
                    data-testid="override-missing-add"
                    on:click=move |_| add()
                >
                    {tr(m::missing_add_button)}
                </button>
            </span>
        </div>
    }
}

#[component]
fn AsOf() -> impl IntoView {
    let app = App::get();
    let newest = move || app.data.with(|d| d.as_ref().and_then(|d| d.newest)).map(date::format_iso);
    let value = move || app.workbook.with(|w| w.as_of.clone()).or_else(newest).unwrap_or_default();
    let bad = move || app.workbook.with(|w| w.as_of.as_ref().is_some_and(|t| date::parse_iso(t).is_none()));
    let note = move || {
        let lang = app.lang();
        if bad() {
            return m::as_of_bad(lang).to_string();
        }
        newest().map_or_else(|| m::as_of_none(lang).to_string(), |day| m::as_of_default(lang, day))
    };
    view! {
        <div class="row">
            <input
                class="input"
                type="date"
                aria-label=tr(m::as_of)
                aria-invalid=move || bad().to_string()
                data-testid="override-as-of"
                prop:value=value
                on:change=move |event| {
                    let text = event_target_value(&event);
                    app.act(|w| w.as_of = (!text.is_empty()).then_some(text));
                }
            />
            <span class="note">{note}</span>
        </div>
    }
}

#[component]
fn ValueColumn() -> impl IntoView {
    let app = App::get();
    let choices = derive(move || {
        let none = Choice { label: m::value_none(app.lang()).into(), ..Choice::default() };
        std::iter::once(none).chain(columns::column_choices(app, None, &[ColumnType::Number])).collect()
    });
    view! {
        <Combobox
            label=tr(m::value_column)
            choices
            value=derive(move || app.workbook.with(|w| w.value_column.clone()).unwrap_or_default())
            on_choose=Callback::new(move |name: String| app.act(|w| w.value_column = (!name.is_empty()).then_some(name)))
            testid="override-value"
        />
    }
}
