//! The card of how a number or date column is distributed by segment: histogram or box plot.

use super::Panel;
use super::card::Card;
use super::picture::Picture;
use super::save::{FILE_WIDTH, SaveMenu, palette};
use super::tips;
use crate::app::state::{App, Companion};
use crate::app::ui::columns::{column_choices, columns};
use crate::app::ui::{Combobox, Icon, Segmented, colour_var, tr, tr_with};
use crate::chart::{Chart, Numbers, Options, Palette, boxes, histogram, legend};
use crate::engine::Distribution;
use crate::messages::{charts as msg, format};
use crate::protocol::{Reply, Request};
use crate::table::ColumnType;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Most bins of a histogram.
const BINS: usize = 30;
const MEASURES: [ColumnType; 2] = [ColumnType::Number, ColumnType::Date];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Histogram,
    Box,
}

/// What the worker said last.
#[derive(Clone, Debug, PartialEq)]
enum Answer {
    Waiting,
    Here(Arc<Distribution>),
    Failed,
}

#[component]
pub fn DistributionCard(panel: Panel) -> impl IntoView {
    let app = App::get();
    let open = RwSignal::new(true);
    let kind = RwSignal::new(Kind::Histogram);
    let wanted = RwSignal::new(None::<String>);
    let answer = RwSignal::new(Answer::Waiting);
    // The column chosen where it is still there, else the value column, else the first that can be drawn, numbers before dates.
    let column = memo(move |_| {
        let all = columns(app, None);
        let fit = |name: &str| all.iter().any(|c| c.name == name && MEASURES.contains(&c.column_type));
        wanted
            .get()
            .filter(|name| fit(name))
            .or_else(|| panel.value.get().filter(|name| fit(name)))
            .or_else(|| MEASURES.iter().find_map(|t| all.iter().find(|c| c.column_type == *t)).map(|c| c.name.clone()))
    });
    let step = memo(move |_| panel.charted.with(|c| c.as_ref().map(|c| c.step)));
    let retry = RwSignal::new(0u32);
    ask_when_needed(app, open, column, step, kind, retry, answer);

    let distribution = memo(move |_| match answer.get() {
        Answer::Here(d) if d.groups.iter().any(|g| g.counts.iter().any(|&n| n > 0)) => Some(d),
        _ => None,
    });
    let drawn = memo(move |_| distribution.with(Option::is_some));
    // Boxes are asked for when they are wanted; until they are here, the histogram stays.
    let shown = RwSignal::new(Kind::Histogram);
    effect(move |_| {
        let boxes = distribution.with(|d| d.as_ref().is_some_and(|d| d.groups.iter().any(|g| g.summary.is_some())));
        shown.set(if boxes { kind.get() } else { Kind::Histogram });
    });
    let title = tr_with(move |lang| msg::distribution_of(lang, column.get().unwrap_or_default()));
    let draw = Callback::new(move |()| {
        let d = distribution.get_untracked()?;
        let lang = app.lang.get_untracked();
        let title = msg::distribution_of(lang, &d.column);
        let options = Options { width: FILE_WIDTH, lang, palette: palette(), title: Some(&title) };
        Some(picture(shown.get_untracked(), &d, &options))
    });
    let numbers = Callback::new(move |()| {
        let (d, lang) = (distribution.get_untracked()?, app.lang.get_untracked());
        Some(match shown.get_untracked() {
            Kind::Histogram => Numbers::of_histogram(lang, &d),
            Kind::Box => Numbers::of_boxes(lang, &d),
        })
    });
    view! {
        <Card
            title=tr(msg::by)
            open=open
            testid="chart-distribution-card"
            controls=move || view! {
                <Combobox
                    label=tr(msg::column_to_chart)
                    choices=derive(move || column_choices(app, None, &MEASURES))
                    value=derive(move || column.get().unwrap_or_default())
                    on_choose=move |name: String| wanted.set(Some(name))
                    class="chart-column"
                    testid="chart-column"
                />
                <Segmented
                    label=tr(msg::chart_kind)
                    options=vec![(Kind::Histogram, tr(msg::histogram)), (Kind::Box, tr(msg::box_plot))]
                    value=kind
                    on_change=move |k| kind.set(k)
                    testid="chart-kind"
                />
                <Show when=move || drawn.get()>
                    <SaveMenu title=title draw=draw numbers=numbers testid="chart-distribution-menu"/>
                </Show>
            }
        >
            {move || {
                if drawn.get() {
                    return view! { <Drawn panel=panel distribution=distribution kind=shown step=step/> }.into_any();
                }
                if column.with(Option::is_none) {
                    return view! { <div class="empty chart-empty"><b>{tr(msg::no_measure_title)}</b><p>{tr(msg::no_measure_text)}</p></div> }.into_any();
                }
                match answer.get() {
                    Answer::Waiting => view! { <div class="empty chart-waiting" role="status">{tr(msg::drawing)}</div> }.into_any(),
                    Answer::Here(d) => {
                        let text = tr_with(move |lang| msg::all_missing(lang, &d.column));
                        view! { <div class="empty chart-waiting">{text}</div> }.into_any()
                    }
                    Answer::Failed => view! {
                        <div class="empty chart-empty" role="alert">
                            <p>{tr(msg::failed)}</p>
                            <button type="button" class="btn" on:click=move |_| retry.update(|n| *n += 1)>{Icon::Refresh}{tr(msg::try_again)}</button>
                        </div>
                    }.into_any(),
                }
            }}
        </Card>
    }
}

/// Asks the worker when the choice changed and the card is open, and has it asked with every evaluation; an answer to another choice is
/// dropped. What was drawn stays until the new answer is here.
fn ask_when_needed(
    app: App,
    open: RwSignal<bool>,
    column: Memo<Option<String>>,
    step: Memo<Option<usize>>,
    kind: RwSignal<Kind>,
    retry: RwSignal<u32>,
    answer: RwSignal<Answer>,
) {
    let choice = memo(move |_| {
        let column = column.get().filter(|_| open.get() && app.evaluation.with(Option::is_some))?;
        Some((column, step.get(), kind.get() == Kind::Box))
    });
    effect(move |_| {
        retry.track();
        let asked = choice.get();
        let Some((column, step, boxes)) = asked.clone() else { return app.set_companion(None) };
        let request = Request::Distribution { column, step, bins: BINS, given: None, boxes };
        let take = Callback::new(move |reply| {
            if choice.try_get_untracked().as_ref() == Some(&asked) {
                answer.set(match reply {
                    Ok(Reply::Distribution(d)) => Answer::Here(Arc::new(d)),
                    Ok(_) | Err(_) => Answer::Failed,
                });
            }
        });
        // Boxes take several times as long.
        app.set_companion(Some(Companion { request: request.clone(), is_quick: !boxes, take }));
        let reply = app.ask(request);
        spawn_local(async move {
            // The card may be gone.
            take.try_run(reply.await);
        });
    });
    on_cleanup(move || app.set_companion(None));
}

fn picture(kind: Kind, d: &Distribution, options: &Options) -> Chart {
    match kind {
        Kind::Histogram => histogram(d, options),
        Kind::Box => boxes(d, options),
    }
}

#[component]
fn Drawn(panel: Panel, distribution: Memo<Option<Arc<Distribution>>>, kind: RwSignal<Kind>, step: Memo<Option<usize>>) -> impl IntoView {
    let app = App::get();
    let chart = memo(move |_| {
        let options = Options { width: panel.width.get(), lang: app.lang(), palette: Palette::Variables, title: None };
        Arc::new(distribution.with(|d| d.as_ref().map(|d| picture(kind.get(), d, &options)).unwrap_or_default()))
    });
    let label = tr_with(move |lang| {
        distribution.with(|d| {
            let Some(d) = d else { return String::new() };
            match kind.get() {
                Kind::Histogram => {
                    let (low, high) = (d.edges.first().copied().unwrap_or(0.0), d.edges.last().copied().unwrap_or(0.0));
                    let (low, high) = (msg::value(d.column_type, low), msg::value(d.column_type, high));
                    msg::describe_histogram(lang, &d.column, low, high, d.edges.len().saturating_sub(1))
                }
                Kind::Box => msg::describe_boxes(lang, &d.column, d.groups.len()),
            }
        })
    });
    let tip = Callback::new(move |mark| distribution.with(|d| d.as_ref().and_then(|d| tips::of_distribution(app.lang(), d, mark))));
    let entries = memo(move |_| {
        let lang = app.lang();
        distribution.with(|d| match d {
            Some(d) if kind.get() == Kind::Histogram => legend(lang, d),
            _ => Vec::new(),
        })
    });
    let notes = memo(move |_| {
        let lang = app.lang();
        let overlapping = panel.charted.with(|c| c.as_ref().is_some_and(|c| c.summary.overlapping));
        let rows = app.evaluation.with(|e| e.as_ref().map_or(0, |e| e.rows));
        let missing = distribution.with(|d| d.as_ref().map_or(0, |d| d.groups.iter().map(|g| g.missing).sum::<usize>()));
        let mut notes = Vec::new();
        if overlapping {
            notes.push(msg::overlap_note(lang).to_owned());
        } else if missing > 0 {
            notes.push(msg::missing_note(lang, format::count(missing), format::count(rows)));
        }
        notes
    });
    view! {
        <Picture chart=chart label=label step=step tip=tip testid="chart-distribution"/>
        <ul class="chart-legend" data-testid="chart-legend">
            {move || entries.get().into_iter().map(|(colour, name)| view! {
                <li title=name.clone()><i class="dot" style:--c=colour_var(colour)></i><span class="ellipsis">{name.clone()}</span></li>
            }).collect_view()}
        </ul>
        {move || notes.get().into_iter().map(|n| view! { <p class="note">{n}</p> }).collect_view()}
    }
}
