//! A segment's card: its line of numbers and, opened, its rule. And the line of everyone else.

use super::drag::CardGrip;
use super::edit::{At, Editor, card_selector, focus_soon};
use super::group::GroupView;
use crate::app::editors::common::NameInput;
use crate::app::ui::{ColourPicker, Icon, IconButton, Menu, MenuItem, colour_var, tr, tr_with};
use crate::engine::{GroupFilter, GroupSummary};
use crate::messages::{common, format, plain, rules as m};
use crate::recipe;
use leptos::prelude::*;

#[component]
pub fn SegmentCard(index: usize) -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let name = memo(move |_| editor.segment(index, |s| s.name.clone()).unwrap_or_default());
    let colour = memo(move |_| editor.segment(index, |s| s.colour).unwrap_or_default());
    let muted = memo(move |_| editor.segment(index, |s| s.muted).unwrap_or(false));
    let open = memo(move |_| editor.open.with(|o| o.contains(&index)));
    let last = memo(move |_| editor.rules(|r| r.segments.len()).unwrap_or(0) <= index + 1);
    let summary = memo(move |_| editor.segment(index, |s| plain::group(app.lang(), &s.when)).unwrap_or_default());
    let group = memo(move |_| editor.group(index));
    let matching = memo(move |_| editor.detail(index, |d| d.matching));
    let toggle = move || {
        editor.open.update(|o| {
            if !o.remove(&index) {
                o.insert(index);
            }
        });
    };
    // By buttons and keys the focus goes along with the segment.
    let shift = move |to: Option<usize>, focus: &str| {
        if let Some(to) = to {
            editor.move_segment(index, to);
            focus_soon(format!("{} {focus}", card_selector(to)));
        }
    };
    let up = index.checked_sub(1);
    let down = move || (!last.get_untracked()).then_some(index + 1);
    let count_title = tr_with(move |lang| {
        let (Some(matching), Some(count)) = (matching.get(), group.with(|g| g.as_ref().map(|g| g.count))) else { return String::new() };
        if matching > count {
            m::matching_title(lang, format::count(matching), format::count(matching - count))
        } else {
            m::matching_all_title(lang, format::count(matching))
        }
    });
    let label = move |text: fn(crate::messages::Lang, String) -> String| tr_with(move |lang| text(lang, name.get()));
    let toggle_label = tr_with(move |lang| if open.get() { m::collapse(lang, name.get()) } else { m::expand(lang, name.get()) });
    view! {
        <li
            class="card card-coloured segment-card"
            class:segment-muted=muted
            class:segment-open=open
            style:--c=move || colour_var(colour.get())
            aria-label=tr_with(move |lang| m::segment_card(lang, index + 1, name.get()))
            data-testid="segment-card"
            data-index=index.to_string()
            on:focusin=move |_| {
                if open.get_untracked() && app.active_segment.get_untracked() != Some(index) {
                    app.active_segment.set(Some(index));
                }
            }
            on:keydown=move |event| {
                // Inside the rule these keys are for its parts.
                let in_line = event.target().is_some_and(|t| is_within(t, ".segment-line"));
                if in_line && event.alt_key() && matches!(event.key().as_str(), "ArrowUp" | "ArrowDown") {
                    event.prevent_default();
                    let to = if event.key() == "ArrowUp" { up } else { down() };
                    shift(to, "[data-testid=segment-grip]");
                }
            }
        >
            <div
                class="segment-line"
                // A press on the line opens the card; its controls keep their own meaning.
                on:click=move |event| {
                    if event.target().is_some_and(|t| !is_within(t, "button, input, select, .popover")) {
                        toggle();
                    }
                }
            >
                <CardGrip index label=label(m::drag_segment)/>
                <button
                    type="button"
                    class="btn-icon btn-small segment-toggle"
                    aria-label=toggle_label
                    title=toggle_label
                    aria-expanded=move || open.get().to_string()
                    data-testid="segment-toggle"
                    on:click=move |_| toggle()
                >
                    {Icon::ChevronRight}
                </button>
                <span class="segment-number muted" aria-hidden="true">{index + 1}</span>
                <ColourPicker value=colour testid="segment-colour" on_change=move |c| editor.act_on(index, |s| s.colour = c)/>
                <NameInput
                    label=tr_with(move |lang| m::segment_name(lang, index + 1))
                    value=name
                    testid="segment-name"
                    on_input=move |name: String| {
                        app.type_in(format!("segment-name/{}/{index}", editor.step), |w| recipe::rename_segment(w, editor.step, index, &name));
                    }
                />
                {move || muted.get().then(|| view! { <span class="badge">{tr(m::muted)}</span> })}
                <span class="segment-summary ellipsis small muted" title=summary data-testid="segment-summary">
                    {move || (!open.get()).then(|| summary.get())}
                </span>
                <Numbers group count_title prefix="segment"/>
                <span class="segment-actions">
                    <IconButton
                        icon=Icon::ArrowUp
                        class="btn-small"
                        label=label(m::move_up_name)
                        disabled=Signal::stored(up.is_none())
                        testid="segment-up"
                        on_click=move |()| shift(up, "[data-testid=segment-up]")
                    />
                    <IconButton
                        icon=Icon::ArrowDown
                        class="btn-small"
                        label=label(m::move_down_name)
                        disabled=last
                        testid="segment-down"
                        on_click=move |()| shift(down(), "[data-testid=segment-down]")
                    />
                    <Menu
                        label=label(m::more)
                        trigger=|| Icon::More.view()
                        class="btn-icon btn-small"
                        testid="segment-menu"
                    >
                        <MenuItem
                            label=tr(common::rename)
                            icon=Icon::Edit
                            testid="segment-rename"
                            on_select=move |()| focus_soon(format!("{} [data-testid=segment-name]", card_selector(index)))
                        />
                        <MenuItem
                            label=tr(common::duplicate)
                            icon=Icon::Duplicate
                            testid="segment-duplicate"
                            on_select=move |()| editor.duplicate_segment(index)
                        />
                        <MenuItem
                            label=tr_with(move |lang| if muted.get() { common::unmute(lang) } else { common::mute(lang) }.to_string())
                            icon=Icon::EyeOff
                            testid="segment-mute"
                            on_select=move |()| editor.act_on(index, |s| s.muted = !s.muted)
                        />
                        <MenuItem
                            label=tr(m::show_customers)
                            icon=Icon::Filter
                            testid="segment-show"
                            on_select=move |()| app.filter.set(Some(GroupFilter { step: editor.step, groups: vec![index] }))
                        />
                        <hr class="menu-line"/>
                        <MenuItem
                            label=tr(common::move_up)
                            icon=Icon::ArrowUp
                            keys="Alt ↑"
                            disabled=Signal::stored(up.is_none())
                            on_select=move |()| shift(up, "[data-testid=segment-grip]")
                        />
                        <MenuItem
                            label=tr(common::move_down)
                            icon=Icon::ArrowDown
                            keys="Alt ↓"
                            disabled=last
                            on_select=move |()| shift(down(), "[data-testid=segment-grip]")
                        />
                        <hr class="menu-line"/>
                        <MenuItem
                            label=tr(common::delete)
                            icon=Icon::Trash
                            danger=true
                            testid="segment-delete"
                            on_select=move |()| editor.delete_segment(index)
                        />
                    </Menu>
                </span>
            </div>
            {move || {
                open.get()
                    .then(|| {
                        view! {
                            <div class="segment-rule">
                                <GroupView at=At::new(editor, index, Vec::new())/>
                            </div>
                        }
                    })
            }}
        </li>
    }
}

/// Whether an event came from inside an element that the selector finds.
fn is_within(target: web_sys::EventTarget, selector: &str) -> bool {
    use wasm_bindgen::JsCast;
    target.dyn_into::<web_sys::Element>().is_ok_and(|e| e.closest(selector).ok().flatten().is_some())
}

/// Count, share and value of a group, in columns that stand below each other.
#[component]
pub fn Numbers(group: Memo<Option<GroupSummary>>, #[prop(into)] count_title: Signal<String>, prefix: &'static str) -> impl IntoView {
    let app = crate::app::state::App::get();
    let part = move |read: fn(&GroupSummary) -> String| move || group.with(|g| g.as_ref().map_or_else(|| "–".to_string(), read));
    let share = move || group.with(|g| g.as_ref().map_or(0.0, |g| g.share));
    let share_title = tr_with(move |lang| {
        let rows = app.evaluation.with(|e| e.as_ref().map_or(0, |e| e.rows));
        m::share_title(lang, format::share(share()), format::count(rows))
    });
    let value_title = tr_with(move |lang| {
        let column = app.evaluation.with(|e| e.as_ref().and_then(|e| e.value.as_ref().map(|(c, _)| c.clone())));
        let value = group.with(|g| g.as_ref().and_then(|g| g.value));
        match (column, value) {
            (Some(column), Some(value)) => m::value_title(lang, format::amount(value), column),
            _ => String::new(),
        }
    });
    view! {
        <span class="segment-count strong num" title=count_title data-testid=format!("{prefix}-count")>
            {part(|g| format::count(g.count))}
        </span>
        <span class="segment-bar bar" aria-hidden="true">
            <i style:--w=move || share().clamp(0.0, 1.0).to_string()></i>
        </span>
        <span class="segment-share num" title=share_title data-testid=format!("{prefix}-share")>
            {part(|g| format::share(g.share))}
        </span>
        <span class="segment-value num second" title=value_title data-testid=format!("{prefix}-value")>
            {part(|g| g.value_share.map_or_else(|| "–".to_string(), format::share))}
        </span>
    }
}

/// Those that no rule takes: always there, always last.
#[component]
pub fn EveryoneElse() -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let name = memo(move |_| editor.rules(|r| r.everyone_else.name.clone()).unwrap_or_default());
    let colour = memo(move |_| editor.rules(|r| r.everyone_else.colour).unwrap_or_default());
    let count = memo(move |_| editor.rules(|r| r.segments.len()).unwrap_or(0));
    let group = memo(move |_| editor.group(count.get()));
    view! {
        <div
            class="card card-coloured segment-card segment-rest"
            style:--c=move || colour_var(colour.get())
            title=tr(m::everyone_else_title)
            role="group"
            aria-label=name
            data-testid="everyone-else"
        >
            <div class="segment-line">
                <span class="segment-rest-space"></span>
                <ColourPicker
                    value=colour
                    testid="everyone-else-colour"
                    on_change=move |c| editor.act(|r| r.everyone_else.colour = c)
                />
                <NameInput
                    label=tr(m::rest_name)
                    value=name
                    testid="everyone-else-name"
                    on_input=move |name: String| {
                        app.type_in(format!("everyone-else/{}", editor.step), |w| recipe::rename_everyone_else(w, editor.step, &name));
                    }
                />
                <span class="segment-summary ellipsis small muted">{tr(m::everyone_else_title)}</span>
                <Numbers group count_title=tr(m::everyone_else_title) prefix="everyone-else"/>
                <span class="segment-actions"></span>
            </div>
        </div>
    }
}
