//! How a further file is used: stacked below the main one, or joined to the customers by a key. A proposal, and why; also for changing what was
//! chosen before.
//!
//! Test ids: `add-file`, `add-file-stack`, `add-file-join` (the two ways), `add-file-why`, `add-file-key`, `add-file-other-key`, `add-file-column` (one per
//! column), `add-file-channel-main`, `add-file-channel`, `add-file-channel-column`, `add-file-confirm`.

use crate::app::files::{self, Held};
use crate::app::state::{App, Selection};
use crate::app::ui::{Choice, Combobox, Field, Icon, Modal, tr, tr_with, unique_id};
use crate::messages::files as m;
use crate::recipe::{Join, Source, Stack, StackedFile, default_channel};
use leptos::prelude::*;
use std::collections::HashSet;

/// What is being decided.
#[derive(Clone, Copy)]
struct Draft {
    stack: RwSignal<bool>,
    key: RwSignal<String>,
    other_key: RwSignal<String>,
    /// Columns that are not joined.
    left_out: RwSignal<HashSet<String>>,
    channel_column: RwSignal<String>,
    channel_main: RwSignal<String>,
    channel: RwSignal<String>,
}

impl Draft {
    /// What the workbook says of the file, else what is proposed.
    fn of(app: App, held: &Held) -> Draft {
        let (name, proposal) = (&held.added.name, &held.added.proposal);
        let source: Source = app.workbook.with_untracked(|w| w.source.clone());
        let main = app.data.with_untracked(|d| d.as_ref().map(|d| d.name.clone())).unwrap_or_default();
        let stacked = source.stack.iter().flat_map(|s| &s.files).find(|f| f.name == *name);
        let joined = source.joins.iter().find(|j| j.file == *name);
        let likely = proposal.keys.first();
        let lang = app.lang.get_untracked();
        let left_out = |columns: &Vec<String>| held.added.profile.iter().map(|c| c.name.clone()).filter(|c| !columns.contains(c)).collect();
        Draft {
            stack: RwSignal::new(if joined.is_some() { false } else { stacked.is_some() || proposal.stack }),
            key: RwSignal::new(joined.map(|j| j.key.clone()).or(likely.map(|k| k.key.clone())).unwrap_or_default()),
            other_key: RwSignal::new(joined.map(|j| j.other_key().to_owned()).or(likely.map(|k| k.other_key.clone())).unwrap_or_default()),
            left_out: RwSignal::new(joined.and_then(|j| j.columns.as_ref()).map(left_out).unwrap_or_default()),
            channel_column: RwSignal::new(
                source.stack.as_ref().map_or_else(|| m::channel_column_default(lang).to_owned(), |s| s.column.clone()),
            ),
            channel_main: RwSignal::new(source.stack.as_ref().and_then(|s| s.main.clone()).unwrap_or_else(|| default_channel(&main))),
            channel: RwSignal::new(stacked.and_then(|f| f.channel.clone()).unwrap_or_else(|| default_channel(name))),
        }
    }

    fn complete(self) -> bool {
        self.stack.get() || !self.key.with(String::is_empty) && !self.other_key.with(String::is_empty)
    }

    /// Writes it into the workbook, as one undo step.
    fn apply(self, app: App, held: &Held) {
        let name = &held.added.name;
        let said = |text: RwSignal<String>| Some(text.get_untracked().trim().to_owned()).filter(|t| !t.is_empty());
        if self.stack.get_untracked() {
            // What one file leaves open and the other settles, in either direction.
            let main = app.data.with_untracked(|d| d.as_ref().map(|d| d.report.clone()));
            let settled = main.as_ref().map(|main| (held.added.report.settled_by(main), main.settled_by(&held.added.report)));
            app.act(|w| {
                let place = w.source.stack.as_ref().and_then(|s| s.files.iter().position(|f| f.name == *name));
                let mut read =
                    w.source.stack.iter().flat_map(|s| &s.files).find(|f| f.name == *name).map(|f| f.read.clone()).unwrap_or_default();
                if let Some((own, main)) = settled {
                    read.columns.extend(own);
                    w.source.read.columns.extend(main);
                }
                w.source.joins.retain(|j| j.file != *name);
                let stack = w.source.stack.get_or_insert_with(Stack::default);
                stack.column = said(self.channel_column).unwrap_or_else(|| m::channel_column_default(app.lang.get_untracked()).to_owned());
                stack.main = said(self.channel_main);
                let file = StackedFile { name: name.clone(), channel: said(self.channel), read };
                match place {
                    Some(at) => stack.files[at] = file,
                    None => stack.files.push(file),
                }
            });
        } else {
            let other_key = self.other_key.get_untracked();
            let left_out = self.left_out.get_untracked();
            let chosen: Vec<String> =
                held.added.profile.iter().map(|c| c.name.clone()).filter(|c| *c != other_key && !left_out.contains(c)).collect();
            let all = chosen.len() + 1 >= held.added.profile.len();
            app.act(|w| {
                let place = w.source.joins.iter().position(|j| j.file == *name);
                let read = place.map(|at| w.source.joins[at].read.clone()).unwrap_or_default();
                if place.is_none() {
                    files::take_out(&mut w.source, name);
                }
                let key = self.key.get_untracked();
                let join = Join {
                    file: name.clone(),
                    other_key: (other_key != key).then_some(other_key),
                    key,
                    columns: (!all).then_some(chosen),
                    read,
                };
                match place {
                    Some(at) => w.source.joins[at] = join,
                    None => w.source.joins.push(join),
                }
            });
        }
        app.selection.set(Selection::Source);
    }
}

#[component]
pub fn AddFile(name: String) -> impl IntoView {
    let app = App::get();
    let held = untrack(|| app.files.find(&name));
    let known = app.workbook.with_untracked(|w| w.source.further_files().contains(&name.as_str()));
    let close = Callback::new(move |()| files::answered(app));
    let title = tr_with(move |lang| m::dialog_title(lang, &name));
    held.map(|held| {
        let draft = Draft::of(app, &held);
        let held = StoredValue::new(held);
        let confirm = move |_| {
            held.with_value(|held| draft.apply(app, held));
            files::answered(app);
        };
        view! {
            <Modal
                title
                on_close=close
                class="modal-export"
                testid="add-file"
                footer=move || {
                    view! {
                        <button type="button" class="btn" data-testid="add-file-cancel" on:click=move |_| close.run(())>
                            {tr(m::cancel)}
                        </button>
                        <button
                            type="button"
                            class="btn btn-primary"
                            data-testid="add-file-confirm"
                            disabled=move || !draft.complete()
                            on:click=confirm
                        >
                            {if known { tr(m::save_button) } else { tr(m::add_button) }}
                        </button>
                    }
                }
            >
                <Ways draft held/>
                <Show when=move || draft.stack.get() fallback=move || view! { <JoinForm draft held/> }>
                    <StackForm draft held/>
                </Show>
            </Modal>
        }
    })
}

/// The two ways, the proposed one marked.
#[component]
fn Ways(draft: Draft, held: StoredValue<Held>) -> impl IntoView {
    let app = App::get();
    let group = unique_id("way");
    let proposed = held.with_value(|h| {
        let proposal = &h.added.proposal;
        (proposal.stack || !proposal.keys.is_empty()).then_some(proposal.stack)
    });
    let way =
        move |stack: bool, title: fn(crate::messages::Lang) -> &'static str, hint: fn(crate::messages::Lang) -> &'static str, testid| {
            view! {
                <label class="card file-way" class:file-way-on=move || draft.stack.get() == stack>
                    <input
                        type="radio"
                        name=group.clone()
                        data-testid=testid
                        prop:checked=move || draft.stack.get() == stack
                        on:change=move |_| draft.stack.set(stack)
                    />
                    <span class="grow">
                        <b>{tr(title)}</b>
                        " "
                        {(proposed == Some(stack)).then(|| view! { <span class="badge">{tr(m::proposed)}</span> })}
                        <small class="second">{tr(hint)}</small>
                    </span>
                </label>
            }
        };
    view! {
        <div class="file-ways" role="radiogroup" aria-label=tr(m::how)>
            {way(true, m::stack_choice, m::stack_choice_hint, "add-file-stack")}
            {way(false, m::join_choice, m::join_choice_hint, "add-file-join")}
        </div>
        <p class="row file-why" data-testid="add-file-why">
            {Icon::Info}
            <span>
                {move || {
                    let lang = app.lang();
                    held.with_value(|h| {
                        let proposal = &h.added.proposal;
                        let (key, other) = (draft.key.get(), draft.other_key.get());
                        if draft.stack.get() {
                            m::why_common(lang, proposal)
                        } else if let Some(pair) = proposal.keys.iter().find(|k| k.key == key && k.other_key == other) {
                            m::why_this_key(lang, pair)
                        } else if key.is_empty() || other.is_empty() {
                            if proposal.keys.is_empty() { m::why_none(lang).into() } else { m::not_yet(lang).into() }
                        } else {
                            m::why_unproven(lang).into()
                        }
                    })
                }}
            </span>
        </p>
    }
}

#[component]
fn StackForm(draft: Draft, held: StoredValue<Held>) -> impl IntoView {
    let app = App::get();
    let name = held.with_value(|h| h.added.name.clone());
    let main = move || app.data.with(|d| d.as_ref().map(|d| d.name.clone())).unwrap_or_default();
    let text = move |label: Signal<String>, value: RwSignal<String>, testid: &'static str| {
        view! {
            <Field label>
                <input
                    type="text"
                    class="input"
                    data-testid=testid
                    prop:value=value
                    on:input=move |event| value.set(event_target_value(&event))
                />
            </Field>
        }
    };
    view! {
        <div class="file-form">
            {text(tr(m::channel_column), draft.channel_column, "add-file-channel-column")}
            <p class="note">{tr(m::channel_main_hint)}</p>
            <div class="file-pair">
                {text(tr_with(move |lang| m::channel_of(lang, main())), draft.channel_main, "add-file-channel-main")}
                {text(tr_with(move |lang| m::channel_of(lang, &name)), draft.channel, "add-file-channel")}
            </div>
        </div>
    }
}

#[component]
fn JoinForm(draft: Draft, held: StoredValue<Held>) -> impl IntoView {
    let app = App::get();
    let name = held.with_value(|h| h.added.name.clone());
    let own = derive(move || {
        // Its own columns, where it is joined already, are no key of the customers.
        let mine: Vec<String> = app.evaluation.with(|e| {
            let joins = e.iter().flat_map(|e| &e.files).flat_map(|f| f.joins.iter().flatten());
            let mine = held.with_value(|h| h.added.name.clone());
            joins.filter(|j| j.file == mine).flat_map(|j| j.columns.iter().map(|(_, to)| to.clone())).collect()
        });
        app.data.with(|d| {
            let columns = d.iter().flat_map(|d| &d.profile).filter(|c| !mine.contains(&c.name));
            columns.map(|c| Choice { icon: Some(Icon::of_type(c.column_type)), ..Choice::plain(c.name.clone()) }).collect::<Vec<_>>()
        })
    });
    let columns: Vec<_> = held.with_value(|h| h.added.profile.iter().map(|c| (c.name.clone(), c.column_type)).collect());
    let theirs: Vec<Choice> =
        columns.iter().map(|(name, kind)| Choice { icon: Some(Icon::of_type(*kind)), ..Choice::plain(name.clone()) }).collect();
    let label_theirs = tr_with(move |lang| m::other_key(lang, &name));
    view! {
        <div class="file-form">
            <div class="file-pair">
                <div class="field">
                    <span class="field-label">{tr(m::key)}</span>
                    <Combobox label=tr(m::key) choices=own value=draft.key on_choose=Callback::new(move |c| draft.key.set(c)) testid="add-file-key"/>
                </div>
                <div class="field">
                    <span class="field-label">{label_theirs}</span>
                    <Combobox
                        label=label_theirs
                        choices=Signal::stored(theirs)
                        value=draft.other_key
                        on_choose=Callback::new(move |c| draft.other_key.set(c))
                        testid="add-file-other-key"
                    />
                </div>
            </div>
            <div class="field">
                <span class="field-label">{tr(m::columns_to_add)}</span>
                <div class="check-list" role="group" aria-label=tr(m::columns_to_add)>
                    {columns
                        .into_iter()
                        .map(|(name, kind)| {
                            let (is_key, checked, toggled) = (name.clone(), name.clone(), name.clone());
                            let is_key = derive(move || draft.other_key.with(|k| *k == is_key));
                            view! {
                                <label class="check">
                                    <input
                                        type="checkbox"
                                        data-testid="add-file-column"
                                        disabled=is_key
                                        prop:checked=move || !is_key.get() && !draft.left_out.with(|l| l.contains(&checked))
                                        on:change=move |event| {
                                            let on = event_target_checked(&event);
                                            let name = toggled.clone();
                                            draft.left_out.update(|l| { if on { l.remove(&name); } else { l.insert(name); } });
                                        }
                                    />
                                    {Icon::of_type(kind)}
                                    <span class="ellipsis">{name}</span>
                                </label>
                            }
                        })
                        .collect_view()}
                </div>
            </div>
        </div>
    }
}
