//! The card of segment sizes and their share of value.

use super::Panel;
use super::card::Card;
use super::picture::Picture;
use super::save::{FILE_WIDTH, SaveMenu, palette};
use super::tips;
use crate::app::state::{App, Dialog};
use crate::app::ui::{Icon, tr, tr_with};
use crate::chart::{Numbers, Options, Palette, sizes};
use crate::messages::{charts as msg, format};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn SizesCard(panel: Panel) -> impl IntoView {
    let app = App::get();
    let open = RwSignal::new(true);
    let has_groups = memo(move |_| panel.charted.with(Option::is_some));
    let note =
        derive(move || panel.charted.with(|c| c.as_ref().filter(|c| c.borrowed).map(|c| c.summary.name.clone()).unwrap_or_default()));
    let draw = Callback::new(move |()| {
        let charted = panel.charted.get_untracked()?;
        let lang = app.lang.get_untracked();
        let options = Options { width: FILE_WIDTH, lang, palette: palette(), title: Some(msg::size_and_value(lang)) };
        Some(sizes(&charted.summary, panel.value.get_untracked().as_deref(), &options))
    });
    let numbers = Callback::new(move |()| {
        let charted = panel.charted.get_untracked()?;
        Some(Numbers::of_sizes(app.lang.get_untracked(), &charted.summary, panel.value.get_untracked().as_deref()))
    });
    view! {
        <Card
            title=tr(msg::size_and_value)
            note=note
            open=open
            testid="chart-sizes-card"
            controls=move || {
                has_groups.get().then(|| view! { <SaveMenu title=tr(msg::size_and_value) draw=draw numbers=numbers testid="chart-sizes-menu"/> })
            }
        >
            <Show
                when=move || has_groups.get()
                fallback=move || view! {
                    <div class="empty chart-empty" data-testid="chart-empty">
                        <b>{tr(msg::no_groups_title)}</b>
                        <p>{tr(msg::no_groups_text)}</p>
                        <button type="button" class="btn" on:click=move |_| app.dialog.set(Some(Dialog::AddStep))>{Icon::Plus}{tr(msg::add_step)}</button>
                    </div>
                }
            >
                <Sizes panel=panel/>
            </Show>
        </Card>
    }
}

#[component]
fn Sizes(panel: Panel) -> impl IntoView {
    let app = App::get();
    let chart = memo(move |_| {
        let options = Options { width: panel.width.get(), lang: app.lang(), palette: Palette::Variables, title: None };
        let value = panel.value.get();
        Arc::new(panel.charted.with(|c| match c {
            Some(c) => sizes(&c.summary, value.as_deref(), &options),
            None => crate::chart::Chart::default(),
        }))
    });
    let label = tr_with(move |lang| {
        panel.charted.with(|c| {
            let groups = c.as_ref().map(|c| c.summary.groups.as_slice()).unwrap_or_default();
            let largest = groups.iter().max_by_key(|g| g.count);
            let sentence = largest.map(|g| msg::describe_sizes(lang, groups.len(), &g.name, format::share(g.share))).unwrap_or_default();
            format!("{}. {sentence}", msg::size_and_value(lang))
        })
    });
    let tip = Callback::new(move |mark| {
        panel.charted.with(|c| c.as_ref().and_then(|c| tips::of_size(app.lang(), &c.summary, panel.value.get().as_deref(), mark)))
    });
    let step = derive(move || panel.charted.with(|c| c.as_ref().map(|c| c.step)));
    let with_value =
        memo(move |_| panel.charted.with(|c| c.as_ref().is_some_and(|c| c.summary.groups.iter().any(|g| g.value_share.is_some()))));
    let overlapping = move || panel.charted.with(|c| c.as_ref().is_some_and(|c| c.summary.overlapping));
    view! {
        <ul class="chart-legend">
            <li><i class="dot"></i>{tr(msg::share_of_customers)}</li>
            {move || with_value.get().then(|| view! {
                <li><i class="dot chart-faint"></i><span class="ellipsis">{tr_with(move |lang| msg::share_of(lang, panel.value.get().unwrap_or_default()))}</span></li>
            })}
        </ul>
        <Picture chart=chart label=label step=step tip=tip testid="chart-sizes"/>
        <Show when=overlapping><p class="note">{tr(msg::overlap_note)}</p></Show>
    }
}
