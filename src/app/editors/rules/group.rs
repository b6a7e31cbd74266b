//! A group of conditions and groups, at any depth.

use super::condition::ConditionRow;
use super::drag::PartGrip;
use super::edit::At;
use crate::app::ui::{Icon, Menu, MenuItem, Segmented, tr, tr_with};
use crate::messages::{common, format, rules as m};
use crate::recipe::{Condition, Group, Node, Quantifier};
use leptos::prelude::*;

/// The group at a place.
#[component]
pub fn GroupView(at: At) -> impl IntoView {
    let quantifier = memo(move |_| at.group(|g| g.quantifier).unwrap_or_default());
    let muted = memo(move |_| at.group(|g| g.muted).unwrap_or(false));
    // What is there, not what is in it: a change inside a part leaves the others alone.
    let parts = memo(move |_| at.group(|g| g.nodes.iter().map(|n| matches!(n, Node::Group(_))).collect::<Vec<_>>()).unwrap_or_default());
    let root = at.is_root();
    let each = move || parts.get().into_iter().enumerate();
    view! {
        <div
            class="group"
            class:group-inner=!root
            class:part-muted=muted
            role="group"
            aria-label=tr_with(move |lang| if root { m::rule_of(lang, segment_name(at)) } else { m::group(lang).to_string() })
            data-testid="group"
            data-path=at.text()
        >
            <div class="group-head" data-drop="head" data-path=at.text()>
                {(!root).then(|| view! { <PartGrip at/> })}
                <Segmented
                    label=tr(m::quantifier)
                    testid="group-quantifier"
                    options=[Quantifier::All, Quantifier::Any, Quantifier::None]
                        .map(|q| (q, tr_with(move |lang| m::quantifier_name(lang, q).to_string())))
                        .to_vec()
                    value=quantifier
                    on_change=move |quantifier| {
                        let path = at.path();
                        at.act_rule(|rule| {
                            if let Some(group) = rule.group_at_mut(&path) {
                                group.quantifier = quantifier;
                            }
                        });
                    }
                />
                <span class="muted small nowrap">{tr(m::of_these_hold)}</span>
                {move || muted.get().then(|| view! { <span class="badge">{tr(m::muted)}</span> })}
                <span class="grow"></span>
                {(!root)
                    .then(|| {
                        view! {
                            <Pass at testid="group-pass"/>
                            <PartMenu at group=true muted/>
                        }
                    })}
            </div>
            <ul class="parts">
                <For each key=|part| *part let:part>
                    <li>
                        {
                            let (index, is_group) = part;
                            let at = at.child(index);
                            if is_group { view! { <GroupView at/> }.into_any() } else { view! { <ConditionRow at/> }.into_any() }
                        }
                    </li>
                </For>
            </ul>
            {move || {
                parts
                    .with(Vec::is_empty)
                    .then(|| view! { <p class="muted small group-empty">{tr(if root { m::empty_group } else { m::empty_inner_group })}</p> })
            }}
            <div class="group-foot" data-drop="foot" data-path=at.text()>
                <button
                    type="button"
                    class="btn-text"
                    title=tr(m::add_condition_title)
                    data-testid="add-condition"
                    on:click=move |_| at.add(Node::Condition(Condition::default()))
                >
                    {Icon::Plus}
                    {tr(m::add_condition)}
                </button>
                <button
                    type="button"
                    class="btn-text"
                    title=tr(m::add_group_title)
                    data-testid="add-group"
                    on:click=move |_| {
                        // A group inside an "all" most often says "any", and the other way round.
                        let quantifier = if quantifier.get_untracked() == Quantifier::All { Quantifier::Any } else { Quantifier::All };
                        at.add(Node::Group(Group { quantifier, nodes: vec![Node::Condition(Condition::default())], muted: false }));
                    }
                >
                    {Icon::Plus}
                    {tr(m::add_group)}
                </button>
                <span class="grow"></span>
                <DropOff at/>
            </div>
        </div>
    }
    .into_any()
}

fn segment_name(at: At) -> String {
    at.editor.segment(at.segment, |s| s.name.clone()).unwrap_or_default()
}

/// How many customers are still in after a part of a group.
#[component]
pub fn Pass(at: At, testid: &'static str) -> impl IntoView {
    let counts = memo(move |_| at.counts());
    let app = at.editor.app;
    // The group that it stands in decides what "still in" means.
    let quantifier = memo(move |_| {
        let path = at.path();
        let parent = path.split_last().map_or(&[][..], |(_, parent)| parent);
        at.rule(|rule| rule.group_at(parent).map(|g| g.quantifier)).flatten().unwrap_or_default()
    });
    let numbers = move || counts.get().and_then(|c| Some((c.running?, c.alone?)));
    let title = tr_with(move |lang| {
        let Some((running, alone)) = numbers() else { return String::new() };
        let (running, alone) = (format::count(running), format::count(alone));
        match quantifier.get() {
            Quantifier::All => m::pass_all_title(lang, running, alone),
            Quantifier::Any => m::pass_any_title(lang, running, alone),
            Quantifier::None => m::pass_none_title(lang, running, alone),
        }
    });
    view! {
        <span class="pass small muted" title=title data-testid=testid>
            {move || {
                numbers().map(|(running, _)| view! { <b>{format::count(running)}</b> " " {m::pass(app.lang())} })
            }}
        </span>
    }
}

/// The customers that are still in after each part of a group, as bars that get shorter (or, with "any", longer).
#[component]
fn DropOff(at: At) -> impl IntoView {
    let steps = memo(move |_| {
        let parts = at.group(|g| g.nodes.len()).unwrap_or(0);
        let path = at.path();
        let counts: Vec<usize> = (0..parts)
            .filter_map(|i| {
                let child: Vec<usize> = path.iter().copied().chain([i]).collect();
                let (index, size) = at.rule(|rule| (rule.preorder(&child), rule.size()))?;
                at.editor.detail(at.segment, |d| if d.nodes.len() == size { d.nodes.get(index?)?.running } else { None })?
            })
            .collect();
        counts
    });
    let app = at.editor.app;
    let label = tr_with(move |lang| m::drop_off(lang, steps.with(|s| s.iter().map(|&n| format::count(n)).collect::<Vec<_>>().join(" → "))));
    move || {
        let steps = steps.get();
        if steps.len() < 2 {
            return None;
        }
        // Against everybody, so that the first bar says something too.
        let all = app.evaluation.with(|e| e.as_ref().map_or(0, |e| e.rows)).max(1) as f64;
        let bars = steps.iter().map(|&n| view! { <i style:--w=(n as f64 / all).to_string()></i> }).collect_view();
        Some(view! { <span class="drop-off" role="img" aria-label=label title=label data-testid="drop-off">{bars}</span> })
    }
}

/// What can be done with a condition or a group.
#[component]
pub fn PartMenu(at: At, group: bool, muted: Memo<bool>) -> impl IntoView {
    let inner = at.path().len() > 1;
    let path = at.path();
    let topmost = path.iter().all(|&i| i == 0) && !inner;
    let lowest = memo(move |_| {
        let path = at.path();
        path.len() == 1 && at.rule(|rule| rule.nodes.len()).is_none_or(|n| path[0] + 1 >= n)
    });
    view! {
        <Menu
            label=tr(if group { m::more_group } else { m::more_part })
            trigger=|| Icon::More.view()
            class="btn-icon btn-small"
            testid=if group { "group-menu" } else { "part-menu" }
        >
            <MenuItem label=tr(common::duplicate) icon=Icon::Duplicate testid="part-duplicate" on_select=move |()| at.duplicate()/>
            <MenuItem
                label=tr_with(move |lang| if muted.get() { common::unmute(lang) } else { common::mute(lang) }.to_string())
                icon=Icon::EyeOff
                testid="part-mute"
                on_select=move |()| {
                    let path = at.path();
                    at.act_rule(|rule| {
                        if let Some((&last, parent)) = path.split_last()
                            && let Some(node) = rule.group_at_mut(parent).and_then(|g| g.nodes.get_mut(last))
                        {
                            node.set_muted(!node.muted());
                        }
                    });
                }
            />
            <hr class="menu-line"/>
            <MenuItem
                label=tr(common::move_up)
                icon=Icon::ArrowUp
                keys="Alt ↑"
                disabled=Signal::stored(topmost)
                testid="part-up"
                on_select=move |()| at.shift(Group::raise)
            />
            <MenuItem
                label=tr(common::move_down)
                icon=Icon::ArrowDown
                keys="Alt ↓"
                disabled=lowest
                testid="part-down"
                on_select=move |()| at.shift(Group::lower)
            />
            {inner
                .then(|| {
                    view! {
                        <MenuItem
                            label=tr(m::move_out)
                            icon=Icon::ChevronLeft
                            testid="part-out"
                            on_select=move |()| {
                                at.shift(|rule, path| {
                                    // Behind the group that it was in.
                                    let mut to = path[..path.len() - 1].to_vec();
                                    *to.last_mut()? += 1;
                                    rule.shift(path, &to)
                                });
                            }
                        />
                    }
                })}
            <MenuItem
                label=tr(m::wrap)
                icon=Icon::Group
                testid="part-wrap"
                on_select=move |()| {
                    at.shift(|rule, path| rule.wrap(path).then(|| path.iter().copied().chain([0]).collect()));
                }
            />
            {group
                .then(|| {
                    view! {
                        <MenuItem
                            label=tr(m::unwrap)
                            icon=Icon::ChevronUp
                            testid="part-unwrap"
                            on_select=move |()| at.shift(|rule, path| rule.unwrap_group(path).then(|| path.to_vec()))
                        />
                    }
                })}
            <hr class="menu-line"/>
            <MenuItem label=tr(common::delete) icon=Icon::Trash danger=true testid="part-delete" on_select=move |()| at.delete()/>
        </Menu>
    }
}
