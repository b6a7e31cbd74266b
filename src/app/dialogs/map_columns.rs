//! Columns that a workbook names and the file lacks: which of the file's columns stands for each.

use crate::app::state::App;
use crate::app::ui::{Choice, Combobox, Icon, Modal, tr, tr_with};
use crate::messages::dialogs as m;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[component]
pub fn MapColumns(missing: Vec<String>) -> impl IntoView {
    let app = App::get();
    // Of the file alone: a missing column never stands for a step's.
    let choices = memo(move |_| {
        let mut all = vec![Choice { label: m::map_leave(app.lang()).to_string(), ..Choice::default() }];
        app.data.with(|d| {
            let columns = d.iter().flat_map(|d| d.profile.iter());
            all.extend(columns.map(|c| Choice { icon: Some(Icon::of_type(c.column_type)), ..Choice::plain(c.name.clone()) }));
        });
        all
    });
    let guessed: BTreeMap<String, String> = app.data.with_untracked(|d| {
        let names: Vec<&str> = d.iter().flat_map(|d| d.profile.iter().map(|c| c.name.as_str())).collect();
        missing.iter().filter_map(|lost| alike(lost, &names).map(|found| (lost.clone(), found.to_string()))).collect()
    });
    let mapping = RwSignal::new(guessed);
    let apply = move |_| {
        let chosen = mapping.get_untracked();
        app.dialog.set(None);
        app.act(|w| w.source.mapping.extend(chosen));
    };
    view! {
        <Modal
            title=tr(m::map_title)
            on_close=super::close(app)
            testid="map-dialog"
            footer=move || {
                view! {
                    <button type="button" class="btn" data-testid="map-skip" on:click=move |_| app.dialog.set(None)>
                        {tr(m::map_skip)}
                    </button>
                    <button type="button" class="btn btn-primary" data-testid="map-apply" on:click=apply>
                        {tr(m::map_apply)}
                    </button>
                }
            }
        >
            <p class="second">{tr(m::map_text)}</p>
            <div class="map-rows">
                {missing
                    .into_iter()
                    .map(|lost| {
                        let (key, name) = (lost.clone(), lost.clone());
                        let for_label = lost.clone();
                        view! {
                            <span class="strong ellipsis" title=lost.clone()>{lost.clone()}</span>
                            <Combobox
                                label=tr_with(move |lang| m::map_for(lang, &for_label))
                                choices
                                value=derive(move || mapping.with(|map| map.get(&key).cloned().unwrap_or_default()))
                                on_choose=Callback::new(move |column: String| {
                                    mapping
                                        .update(|map| {
                                            if column.is_empty() {
                                                map.remove(&name);
                                            } else {
                                                map.insert(name.clone(), column);
                                            }
                                        })
                                })
                                testid="map-column"
                            />
                        }
                    })
                    .collect_view()}
            </div>
        </Modal>
    }
}

/// The column whose name differs only in capitals, blanks and signs.
fn alike<'a>(lost: &str, names: &[&'a str]) -> Option<&'a str> {
    let plain = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let lost = plain(lost);
    names.iter().copied().find(|name| plain(name) == lost)
}
