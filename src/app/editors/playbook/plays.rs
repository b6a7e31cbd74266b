//! The play of each segment: texts, cadence, cost and hope, and what they come to.

use super::Editor;
use crate::app::ui::{Icon, IconButton, NumberInput, Toggle, colour_var, tr, tr_with};
use crate::export::plan;
use crate::messages::{Lang, format, playbook as m};
use crate::recipe::{Period, Play, UpliftUnit};
use leptos::prelude::*;

#[component]
pub fn Plays() -> impl IntoView {
    let editor = Editor::get();
    // Names of the segments; a card stays while its segment is called the same.
    let segments = memo(move |_| editor.detail(|d| d.rows.iter().map(|r| r.segment.clone()).collect::<Vec<_>>()).unwrap_or_default());
    view! {
        <ol class="playbook-plays" aria-label=tr(m::editor)>
            <For each=move || segments.get() key=String::clone let:segment>
                <PlayCard segment/>
            </For>
        </ol>
    }
}

#[component]
fn PlayCard(segment: String) -> impl IntoView {
    let editor = Editor::get();
    let name = StoredValue::new(segment.clone());
    let row = memo(move |_| name.with_value(|n| editor.row(n)));
    let planned = memo(move |_| name.with_value(|n| editor.play(n, |_| ()).is_some()));
    let over = move || row.with(|r| r.as_ref().is_some_and(|r| r.over));
    let loss = move || row.with(|r| r.as_ref().is_some_and(|r| r.net < 0.0));
    let colour = move || row.with(|r| colour_var(r.as_ref().map(|r| r.colour).unwrap_or_default()));
    let count = move || row.with(|r| r.as_ref().map(|r| format::count(r.customers)).unwrap_or_default());
    let facts = tr_with(move |lang| {
        let said = |r: &crate::engine::PlanRow| m::row_facts(lang, plan::whole(r.contacts), plan::money(r.budget), plan::money(r.revenue));
        row.with(|r| r.as_ref().map(said).unwrap_or_default())
    });
    let people = tr_with(move |lang| {
        let people = row.with(|r| r.as_ref().and_then(|r| r.people.filter(|_| r.by_people > 0.0)));
        people.map(|people| format!(" · {}", m::row_people(lang, format::number(people, 1)))).unwrap_or_default()
    });
    let net = tr_with(move |lang| row.with(|r| r.as_ref().map(|r| m::row_net(lang, plan::money(r.net))).unwrap_or_default()));
    let named = move |message: fn(Lang, String) -> String| tr_with(move |lang| message(lang, name.get_value()));
    view! {
        <li
            class="card card-coloured playbook-play"
            class:playbook-over=over
            style:--c=colour
            data-testid="play"
            data-segment=segment
            data-over=move || over().to_string()
        >
            <div class="row playbook-play-head">
                <h3 class="ellipsis">{name.get_value()}</h3>
                <span class="small second nowrap" data-testid="play-customers">{count}</span>
                <Show when=over>
                    <span class="playbook-mark small" title=tr(m::over_title) data-testid="play-over">
                        {Icon::Warning}
                        {tr(m::over_capacity)}
                    </span>
                </Show>
                <span class="grow"></span>
                <Show
                    when=move || planned.get()
                    fallback=move || {
                        view! {
                            <span class="small muted">{tr(m::no_play)}</span>
                            <IconButton
                                icon=Icon::Plus
                                class="btn-small"
                                label=named(m::plan_it)
                                testid="play-add"
                                on_click=move |()| editor.add(&name.get_value())
                            />
                        }
                    }
                >
                    <span class="small second playbook-facts">
                        <span data-testid="play-row-facts">{facts}</span>
                        <span data-testid="play-row-people">{people}</span>
                        " · "
                        <b class:playbook-loss=loss data-testid="play-row-net">{net}</b>
                    </span>
                    <IconButton
                        icon=Icon::Trash
                        class="btn-small"
                        label=named(m::take_out)
                        testid="play-remove"
                        on_click=move |()| editor.remove(&name.get_value())
                    />
                </Show>
            </div>
            <Show when=move || planned.get()>
                <Fields name/>
            </Show>
        </li>
    }
}

#[component]
fn Fields(name: StoredValue<String>) -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let label = move |what: fn(Lang) -> &'static str| tr_with(move |lang| m::field_of(lang, what(lang), name.get_value()));
    let text = move |what: fn(Lang) -> &'static str, id: &'static str, field: fn(&mut Play) -> &mut String| {
        let value = memo(move |_| name.with_value(|n| editor.play(n, |p| field(&mut p.clone()).clone())).unwrap_or_default());
        view! {
            <label class="field">
                <span class="field-label">{tr(what)}</span>
                <input
                    type="text"
                    class="input"
                    autocomplete="off"
                    aria-label=label(what)
                    title=move || value.get()
                    data-testid=id
                    prop:value=move || value.get()
                    on:input=move |event| {
                        let typed = event_target_value(&event);
                        editor.type_play(&name.get_value(), id, |p| *field(p) = typed);
                    }
                    on:blur=move |_| app.seal()
                />
            </label>
        }
    };
    let number = move |what: fn(Lang) -> &'static str, id: &'static str, step: f64, max: f64, field: fn(&mut Play) -> &mut f64| {
        view! {
                    <NumberInput
                        value=derive(move || name.with_value(|n| editor.play(n, |p| *field(&mut p.clone()))))
                        label=label(what)
                        step=step
                        min=0.0
                        max=max
                        testid=id
                        on_input=Callback::new(move |x: Option<f64>| {
         if let Some(x) = x { editor.type_play(&name.get_value(), id, |p| *field(p) = x); }
        })
                        on_seal=Callback::new(move |()| app.seal())
                    />
                }
    };
    let per = memo(move |_| name.with_value(|n| editor.play(n, |p| p.per)).unwrap_or_default());
    let automated = memo(move |_| name.with_value(|n| editor.play(n, |p| p.automated)).unwrap_or(false));
    let percent = memo(move |_| editor.read(|p| p.uplift_in == UpliftUnit::Percent).unwrap_or(true));
    let uplift_title = move || if percent.get() { m::uplift_percent_title(app.lang()) } else { m::uplift_money_title(app.lang()) };
    view! {
        <div class="playbook-texts">
            {text(m::service, "play-service", |p| &mut p.service)}
            {text(m::owner, "play-owner", |p| &mut p.owner)}
            {text(m::channel, "play-channel", |p| &mut p.channel)}
            {text(m::offer, "play-offer", |p| &mut p.offer)}
        </div>
        <div class="playbook-numbers">
            <div class="field">
                <span class="field-label" aria-hidden="true">{tr(m::cadence)}</span>
                <span class="row">
                    {number(m::contacts, "play-contacts", 1.0, 1000.0, |p| &mut p.contacts)}
                    <span class="small second" aria-hidden="true">{tr(m::times)}</span>
                    <select
                        class="select"
                        aria-label=tr_with(move |lang| m::period_of(lang, name.get_value()))
                        data-testid="play-per"
                        prop:value=move || Period::ALL.iter().position(|p| *p == per.get()).unwrap_or(1).to_string()
                        on:change=move |event| {
                            if let Some(&per) = event_target_value(&event).parse::<usize>().ok().and_then(|i| Period::ALL.get(i)) {
                                editor.act_play(&name.get_value(), |p| p.per = per);
                            }
                        }
                    >
                        {Period::ALL
                            .into_iter()
                            .enumerate()
                            .map(|(i, period)| {
                                view! {
                                    <option value=i.to_string() selected=move || per.get() == period>
                                        {tr_with(move |lang| format!("/ {}", m::period(lang, period)))}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </span>
            </div>
            <div class="field">
                <span class="field-label" aria-hidden="true">{tr(m::cost)}</span>
                {number(m::cost, "play-cost", 1.0, 1e9, |p| &mut p.cost)}
            </div>
            <div class="field" title=tr(m::response_title)>
                <span class="field-label" aria-hidden="true">{tr_with(|lang| format!("{} (%)", m::response(lang)))}</span>
                {number(m::response, "play-response", 1.0, 100.0, |p| &mut p.response)}
            </div>
            <div class="field" title=uplift_title>
                <span class="field-label" aria-hidden="true">
                    {tr_with(move |lang| if percent.get() { format!("{} (%)", m::uplift(lang)) } else { m::uplift(lang).to_owned() })}
                </span>
                {number(m::uplift, "play-uplift", 1.0, 1e9, |p| &mut p.uplift)}
            </div>
            <span class="playbook-machine" title=tr(m::automated_title)>
                <Toggle
                    label=tr(m::automated)
                    value=automated
                    testid="play-automated"
                    on_change=move |on| editor.act_play(&name.get_value(), |p| p.automated = on)
                />
            </span>
        </div>
    }
}
