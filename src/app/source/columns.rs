//! The columns as they were read: type, decimal sign, order of day and month, and the cells that do not read.
//!
//! Test ids: `source-column` (one per column, `data-name`), `override-type-NAME`, `override-decimal-NAME`, `override-order-NAME`,
//! `source-columns-find`, `source-columns-questions`.

use super::decisions::change;
use crate::app::state::App;
use crate::app::ui::{Icon, SearchInput, Toggle, tr, tr_with};
use crate::engine::ColumnProfile;
use crate::ingest::{CellAt, ColumnOptions, ColumnReport, DateOrder, Decimal};
use crate::messages::{Lang, format, sidebar, source as m};
use crate::table::ColumnType;
use leptos::prelude::*;

/// Most columns listed at once; finding narrows to the rest.
const LISTED: usize = 200;

const TYPES: [ColumnType; 4] = [ColumnType::Text, ColumnType::Number, ColumnType::Date, ColumnType::Boolean];

fn questionable(column: &ColumnReport) -> bool {
    column.ambiguous || column.unreadable_count > 0 || column.nearly.is_some()
}

#[component]
pub fn Columns() -> impl IntoView {
    let app = App::get();
    let find = RwSignal::new(String::new());
    let only = RwSignal::new(false);
    let questions = memo(move |_| app.data.with(|d| d.as_ref().map_or(0, |d| d.report.columns.iter().filter(|c| questionable(c)).count())));
    let names = memo(move |_| {
        let needle = find.get().trim().to_lowercase();
        let only = only.get() && questions.get() > 0;
        app.data.with(|d| {
            let columns = d.as_ref().map(|d| d.report.columns.as_slice()).unwrap_or_default();
            let hit = |c: &&ColumnReport| (!only || questionable(c)) && c.name.to_lowercase().contains(&needle);
            columns.iter().filter(hit).take(LISTED).map(|c| c.name.clone()).collect::<Vec<_>>()
        })
    });
    view! {
        <section class="card source-card" aria-label=tr(m::columns)>
            <div class="row">
                <h2>{tr(m::columns)}</h2>
                <span class="grow"></span>
                <Show when=move || { questions.get() > 0 }>
                    <Toggle
                        label=tr_with(move |lang| m::only_questions(lang, questions.get()))
                        value=only
                        on_change=Callback::new(move |on| only.set(on))
                        testid="source-columns-questions"
                    />
                </Show>
                <SearchInput value=find on_input=Callback::new(move |t| find.set(t)) label=tr(m::find_column) testid="source-columns-find"/>
            </div>
            <table class="table source-columns">
                <thead>
                    <tr>
                        <th scope="col">{tr(m::column_name)}</th>
                        <th scope="col">{tr(m::column_type)}</th>
                        <th scope="col">{tr(m::column_reading)}</th>
                        <th scope="col" class="num">{tr(m::column_missing)}</th>
                        <th scope="col">{tr(m::column_sample)}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || names.get() key=String::clone let(name)>
                        <ColumnRow name/>
                    </For>
                </tbody>
            </table>
        </section>
    }
}

/// Changes the options of one column; options that say nothing are dropped.
fn change_column(app: App, name: &str, edit: impl FnOnce(&mut ColumnOptions)) {
    change(app, |read| {
        let mut options = read.columns.remove(name).unwrap_or_default();
        edit(&mut options);
        if options != ColumnOptions::default() {
            read.columns.insert(name.to_string(), options);
        }
    });
}

/// Sets the type that a column is read as; None: as the data says.
pub fn set_type(app: App, name: &str, column_type: Option<ColumnType>) {
    change_column(app, name, |o| {
        o.column_type = column_type;
        if column_type != Some(ColumnType::Number) {
            o.decimal = None;
        }
        if column_type != Some(ColumnType::Date) {
            o.date_order = None;
        }
    });
}

/// A choice of type, which the data decides unless the person does.
#[component]
pub fn TypeSelect(#[prop(into)] name: String) -> impl IntoView {
    let app = App::get();
    let name = StoredValue::new(name);
    let own = memo(move |_| app.workbook.with(|w| name.with_value(|n| w.source.read.columns.get(n).and_then(|o| o.column_type))));
    let found = memo(move |_| {
        app.data.with(|d| {
            let columns = d.as_ref().map(|d| d.report.columns.as_slice()).unwrap_or_default();
            name.with_value(|n| columns.iter().find(|c| &c.name == n).map(|c| c.column_type))
        })
    });
    let automatic = tr_with(move |lang| match (own.get(), found.get()) {
        (None, Some(t)) => m::automatic_type(lang, sidebar::type_name(lang, t)),
        _ => sidebar::automatic(lang).into(),
    });
    let choose = move |event| {
        let at = event_target_value(&event).parse().ok().and_then(|i: usize| TYPES.get(i).copied());
        name.with_value(|n| set_type(app, n, at));
    };
    view! {
        <select
            class="select"
            aria-label=tr_with(move |lang| name.with_value(|n| m::type_of(lang, n)))
            data-testid=name.with_value(|n| format!("override-type-{n}"))
            on:change=choose
        >
            <option value="" prop:selected=move || own.get().is_none()>{automatic}</option>
            {TYPES
                .into_iter()
                .enumerate()
                .map(|(i, t)| {
                    let text = tr_with(move |lang| sidebar::type_name(lang, t).into());
                    view! { <option value=i.to_string() prop:selected=move || own.get() == Some(t)>{text}</option> }
                })
                .collect_view()}
        </select>
    }
}

#[component]
fn ColumnRow(name: String) -> impl IntoView {
    let app = App::get();
    let stored = StoredValue::new(name.clone());
    let report = memo(move |_| {
        app.data.with(|d| d.as_ref().and_then(|d| stored.with_value(|n| d.report.columns.iter().find(|c| &c.name == n).cloned())))
    });
    let profile = memo(move |_| app.file_profile.with(|all| stored.with_value(|n| all.iter().find(|c| &c.name == n).cloned())));
    let rows = move || app.data.with(|d| d.as_ref().map_or(0, |d| d.report.rows));
    let icon = move || report.with(|r| r.as_ref().map(|r| Icon::of_type(r.column_type).view()));
    let missing = move || profile.with(|p| p.as_ref().map_or(0, |p| p.missing));
    view! {
        <tr data-testid="source-column" data-name=name.clone()>
            <th scope="row" class="source-name">
                <span class="row">
                    {icon}
                    <span class="ellipsis" title=name.clone()>{name.clone()}</span>
                </span>
            </th>
            <td>
                <TypeSelect name=name.clone()/>
            </td>
            <td>{move || report.get().map(|r| view! { <Reading report=r/> })}</td>
            <td class="num">
                <span class:muted=move || missing() == 0>{move || format::count(missing())}</span>
            </td>
            <td class="source-sample ellipsis">{move || profile.with(|p| p.as_ref().map(|p| sample(app.lang(), p, rows())))}</td>
        </tr>
        {move || {
            let report = report.get()?;
            questionable(&report).then(|| view! { <Questions report/> })
        }}
    }
}

/// What the column holds: its range, or its most frequent values.
fn sample(lang: Lang, profile: &ColumnProfile, rows: usize) -> String {
    if profile.top.is_empty() || profile.missing == rows {
        return sidebar::column_line(lang, profile, rows);
    }
    let values: Vec<&str> = profile.top.iter().take(3).map(|(v, _)| v.as_str()).collect();
    let more = if profile.distinct > values.len() { " …" } else { "" };
    format!("{}{more}", values.join(" · "))
}

/// The decimal sign of numbers, the order of day and month of dates.
#[component]
fn Reading(report: ColumnReport) -> impl IntoView {
    let app = App::get();
    let name = StoredValue::new(report.name.clone());
    let decimal = report.decimal.map(|current| {
        let options = [Decimal::Point, Decimal::Comma].map(|d| {
            let text = tr_with(move |lang| m::decimal_name(lang, d).into());
            view! { <option value=if d == Decimal::Point { "point" } else { "comma" } selected=current == d>{text}</option> }
        });
        let choose = move |event| {
            let decimal = if event_target_value(&event) == "comma" { Decimal::Comma } else { Decimal::Point };
            name.with_value(|n| change_column(app, n, |o| o.decimal = Some(decimal)));
        };
        view! {
            <select
                class="select"
                aria-label=tr_with(move |lang| name.with_value(|n| m::decimal_of(lang, n)))
                data-testid=name.with_value(|n| format!("override-decimal-{n}"))
                on:change=choose
            >
                {options}
            </select>
        }
    });
    let order = report.date_order.map(|current| {
        let options = [DateOrder::DayFirst, DateOrder::MonthFirst].map(|o| {
            let text = tr_with(move |lang| m::order_name(lang, o).into());
            view! { <option value=if o == DateOrder::DayFirst { "day" } else { "month" } selected=current == o>{text}</option> }
        });
        let choose = move |event| {
            let order = if event_target_value(&event) == "day" { DateOrder::DayFirst } else { DateOrder::MonthFirst };
            name.with_value(|n| change_column(app, n, |o| o.date_order = Some(order)));
        };
        view! {
            <select
                class="select"
                aria-label=tr_with(move |lang| name.with_value(|n| m::order_of(lang, n)))
                data-testid=name.with_value(|n| format!("override-order-{n}"))
                on:change=choose
            >
                {options}
            </select>
        }
    });
    (decimal, order)
}

/// What is in doubt about a column, under its line.
#[component]
fn Questions(report: ColumnReport) -> impl IntoView {
    let app = App::get();
    let name = StoredValue::new(report.name.clone());
    let cells = move |cells: Vec<CellAt>, count: u64| {
        let more = count.saturating_sub(cells.len() as u64);
        let listed = cells
            .into_iter()
            .map(|c| view! { <li>{move || m::at_line(app.lang(), format::count(c.line as usize), &c.text)}</li> })
            .collect_view();
        view! {
            <ul class="import-places">
                {listed} {(more > 0).then(|| view! { <li class="muted">{move || m::and_more(app.lang(), format::count(more as usize))}</li> })}
            </ul>
        }
    };
    let (decimal, order) = (report.decimal, report.date_order);
    let keep = move |_| {
        name.with_value(|n| {
            change_column(app, n, |o| {
                o.decimal = decimal;
                o.date_order = order;
            });
        });
    };
    let ambiguous = report.ambiguous.then(|| {
        view! {
            <p class="row">
                {Icon::Warning}
                <span>{tr(m::ambiguous)}</span>
                <button type="button" class="btn-text" on:click=keep>{tr(m::sure)}</button>
            </p>
        }
    });
    let unreadable = (report.unreadable_count > 0).then(|| {
        let count = report.unreadable_count;
        view! {
            <p class="row">
                {Icon::Warning}
                <span>{move || m::unreadable_lead(app.lang(), format::count(count as usize))}</span>
            </p>
            {cells(report.unreadable.clone(), count)}
        }
    });
    let nearly = report.nearly.clone().map(|(t, odd)| {
        let count = odd.len() as u64;
        view! {
            <p class="row">
                {Icon::Info}
                <span>{move || name.with_value(|n| m::note_nearly(app.lang(), n, sidebar::type_name(app.lang(), t)))}</span>
                <button type="button" class="btn-text" on:click=move |_| name.with_value(|n| set_type(app, n, Some(t)))>
                    {move || m::read_as_anyway(app.lang(), sidebar::type_name(app.lang(), t))}
                </button>
            </p>
            {cells(odd, count)}
        }
    });
    view! {
        <tr class="source-questions">
            <td colspan="5">{ambiguous}{unreadable}{nearly}</td>
        </tr>
    }
}
