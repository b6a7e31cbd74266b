//! Whether a row of the file is a customer or an order, and how orders roll up to customers.
//!
//! Test ids: `rollup-row-is` (`-0` customer, `-1` order), `rollup-customer`, `rollup-date`, `rollup-order`, `rollup-amount-from`, `rollup-amount`,
//! `rollup-quantity`, `rollup-price`, `rollup-returns`, `rollup-result`.

use crate::app::state::App;
use crate::app::ui::{Choice, Combobox, Icon, NumberInput, Segmented, Toggle, tr, tr_with};
use crate::messages::{Lang, findings, format, rollup as m};
use crate::recipe::{Amount, Attribute, Returns, ReturnsTreatment, Rollup, Take};
use crate::table::ColumnType;
use leptos::prelude::*;

/// Changes the roll-up in force, as one undo step.
fn change(app: App, edit: impl FnOnce(&mut Rollup)) {
    app.act(|w| {
        if let Some(rollup) = &mut w.source.rollup {
            edit(rollup);
        }
    });
}

/// Something of the roll-up in force, tracked; its default where there is none.
fn of<T: Default + Send + Sync + 'static>(app: App, read: fn(&Rollup) -> T) -> Signal<T> {
    derive(move || app.workbook.with(|w| w.source.rollup.as_ref().map(read).unwrap_or_default()))
}

/// What a file of orders starts from: columns by name and content, as far as they are found.
fn proposal(app: App) -> Rollup {
    let found = app.file_profile.with_untracked(|profile| crate::templates::propose_rollup(profile));
    found.unwrap_or(Rollup {
        customer: String::new(),
        date: String::new(),
        order: None,
        amount: Amount::Column { column: String::new() },
        returns: Returns::default(),
        window_days: 90,
        attributes: Vec::new(),
    })
}

#[component]
pub fn RollupCard() -> impl IntoView {
    let app = App::get();
    let on = memo(move |_| app.workbook.with(|w| w.source.rollup.is_some()));
    view! {
        <section class="card source-card" aria-label=tr(m::title)>
            <h2>{tr(m::title)}</h2>
            <p class="note">{tr(m::hint)}</p>
            <div class="row">
                <Segmented
                    label=tr(m::row_is)
                    options=vec![(false, tr(m::customer)), (true, tr(m::order))]
                    value=on
                    on_change=Callback::new(move |orders: bool| {
                        let rollup = orders.then(|| proposal(app));
                        app.act(|w| {
                            w.source.rollup = rollup;
                            w.value_column = w.source.rollup.as_ref().map(|_| "revenue".into());
                        });
                    })
                    testid="rollup-row-is"
                />
            </div>
            <Show when=move || on.get()>
                <Form/>
            </Show>
        </section>
    }
}

#[component]
fn Form() -> impl IntoView {
    let app = App::get();
    let product = of(app, |r| matches!(r.amount, Amount::Product { .. }));
    view! {
        <p class="note">{tr(m::proposed)}</p>
        <div class="decisions">
            <Line label=m::column_customer>
                <ColumnChoice label=m::column_customer value=of(app, |r| r.customer.clone()) testid="rollup-customer"
                    on_choose=Callback::new(move |c| change(app, |r| r.customer = c))/>
            </Line>
            <Line label=m::column_date>
                <ColumnChoice label=m::column_date types=&[ColumnType::Date] value=of(app, |r| r.date.clone()) testid="rollup-date"
                    on_choose=Callback::new(move |c| change(app, |r| r.date = c))/>
            </Line>
            <Line label=m::column_order>
                <ColumnChoice label=m::column_order none=m::every_row value=of(app, |r| r.order.clone().unwrap_or_default()) testid="rollup-order"
                    on_choose=Callback::new(move |c: String| change(app, |r| r.order = (!c.is_empty()).then_some(c)))/>
            </Line>
            <Line label=m::amount_from>
                <div class="row wrap">
                    <Segmented
                        label=tr(m::amount_from)
                        options=vec![(false, tr(m::amount_column)), (true, tr(m::amount_product))]
                        value=product
                        on_change=Callback::new(move |product: bool| change(app, |r| {
                            r.amount = if product {
                                Amount::Product { quantity: String::new(), price: String::new() }
                            } else {
                                Amount::Column { column: String::new() }
                            };
                        }))
                        testid="rollup-amount-from"
                    />
                    <Show when=move || product.get() fallback=move || view! {
                        <ColumnChoice label=m::column_amount types=&[ColumnType::Number] testid="rollup-amount"
                            value=of(app, |r| match &r.amount { Amount::Column { column } => column.clone(), Amount::Product { .. } => String::new() })
                            on_choose=Callback::new(move |c| change(app, |r| r.amount = Amount::Column { column: c }))/>
                    }>
                        <ColumnChoice label=m::column_quantity types=&[ColumnType::Number] testid="rollup-quantity"
                            value=of(app, |r| match &r.amount { Amount::Product { quantity, .. } => quantity.clone(), Amount::Column { .. } => String::new() })
                            on_choose=Callback::new(move |c| change(app, |r| if let Amount::Product { quantity, .. } = &mut r.amount { *quantity = c }))/>
                        <span aria-hidden="true">"×"</span>
                        <ColumnChoice label=m::column_price types=&[ColumnType::Number] testid="rollup-price"
                            value=of(app, |r| match &r.amount { Amount::Product { price, .. } => price.clone(), Amount::Column { .. } => String::new() })
                            on_choose=Callback::new(move |c| change(app, |r| if let Amount::Product { price, .. } = &mut r.amount { *price = c }))/>
                    </Show>
                </div>
            </Line>
            <Line label=m::returns>
                <ReturnsForm/>
            </Line>
            <Line label=m::window>
                <NumberInput
                    label=tr(m::window)
                    value=derive(move || Some(f64::from(of(app, |r| r.window_days).get())))
                    min=1.0
                    max=3650.0
                    on_input=Callback::new(move |days: Option<f64>| if let Some(days) = days {
                        app.type_in("rollup-window", |w| if let Some(r) = &mut w.source.rollup { r.window_days = days.round().clamp(1.0, 3650.0) as u32 });
                    })
                    on_seal=Callback::new(move |()| app.seal())
                    testid="rollup-window"
                />
                <p class="note">{tr(m::window_hint)}</p>
            </Line>
            <Line label=m::attributes>
                <Attributes/>
            </Line>
        </div>
        <Outcome/>
    }
}

#[component]
fn Line(label: fn(Lang) -> &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="decision">
            <span class="decision-label">{tr(label)}</span>
            <div class="decision-control">{children()}</div>
        </div>
    }
}

/// A choice among the columns of the file.
#[component]
fn ColumnChoice(
    label: fn(Lang) -> &'static str,
    value: Signal<String>,
    on_choose: Callback<String>,
    testid: &'static str,
    /// Only of these types; empty: any.
    #[prop(optional)]
    types: &'static [ColumnType],
    /// The words for choosing none, where that is possible.
    #[prop(optional)]
    none: Option<fn(Lang) -> &'static str>,
) -> impl IntoView {
    let app = App::get();
    let choices = derive(move || {
        let none = none.map(|words| Choice { label: words(app.lang()).into(), ..Choice::plain("") });
        let columns = app.file_profile.with(|all| {
            let fits = all.iter().filter(|c| types.is_empty() || types.contains(&c.column_type));
            fits.map(|c| Choice { icon: Some(Icon::of_type(c.column_type)), ..Choice::plain(c.name.clone()) }).collect::<Vec<_>>()
        });
        none.into_iter().chain(columns).collect::<Vec<_>>()
    });
    view! { <Combobox label=tr(label) choices value on_choose testid=testid/> }
}

#[component]
fn ReturnsForm() -> impl IntoView {
    let app = App::get();
    let treat = of(app, |r| Some(r.returns.treat));
    view! {
        <div class="stack">
            <Segmented
                label=tr(m::returns)
                options=vec![
                    (Some(ReturnsTreatment::Net), tr(m::returns_net)),
                    (Some(ReturnsTreatment::Drop), tr(m::returns_drop)),
                    (Some(ReturnsTreatment::Keep), tr(m::returns_keep)),
                ]
                value=treat
                on_change=Callback::new(move |treat: Option<ReturnsTreatment>| change(app, |r| r.returns.treat = treat.unwrap_or_default()))
                testid="rollup-returns"
            />
            <Toggle
                label=tr(m::returns_negative)
                value=of(app, |r| r.returns.negative)
                on_change=Callback::new(move |on| change(app, |r| r.returns.negative = on))
                testid="rollup-returns-negative"
            />
            <label class="field">
                <span class="field-label">{tr(m::returns_prefix)}</span>
                <input
                    class="input"
                    type="text"
                    data-testid="rollup-returns-prefix"
                    prop:value=of(app, |r| r.returns.order_prefix.clone().unwrap_or_default())
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        app.type_in("rollup-prefix", |w| {
                            if let Some(r) = &mut w.source.rollup {
                                r.returns.order_prefix = (!text.trim().is_empty()).then_some(text);
                            }
                        });
                    }
                    on:blur=move |_| app.seal()
                />
            </label>
            <div class="field">
                <span class="field-label">{tr(m::returns_status)}</span>
                <ColumnChoice label=m::returns_status none=m::none testid="rollup-status"
                    value=of(app, |r| r.returns.status_column.clone().unwrap_or_default())
                    on_choose=Callback::new(move |c: String| change(app, |r| r.returns.status_column = (!c.is_empty()).then_some(c)))/>
            </div>
            <Show when=move || of(app, |r| r.returns.status_column.is_some()).get()>
                <label class="field">
                    <span class="field-label">{tr(m::returns_status_values)}</span>
                    <input
                        class="input"
                        type="text"
                        data-testid="rollup-status-values"
                        prop:value=of(app, |r| r.returns.status.join(", "))
                        on:change=move |event| {
                            let text = event_target_value(&event);
                            let values = text.split([',', '，', ';', '；']).map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect();
                            change(app, |r| r.returns.status = values);
                        }
                    />
                    <span class="field-hint">{tr(m::status_hint)}</span>
                </label>
            </Show>
        </div>
    }
}

#[component]
fn Attributes() -> impl IntoView {
    let app = App::get();
    let kept = of(app, |r| r.attributes.clone());
    view! {
        <div class="stack">
            {move || {
                kept.get()
                    .into_iter()
                    .enumerate()
                    .map(|(i, attribute)| {
                        let column = attribute.column.clone();
                        view! {
                            <div class="row wrap" data-testid="rollup-attribute">
                                <b>{attribute.column.clone()}</b>
                                <Segmented
                                    label=tr(m::take)
                                    options=vec![
                                        (Take::First, tr(m::take_first)),
                                        (Take::Last, tr(m::take_last)),
                                        (Take::MostFrequent, tr(m::take_most)),
                                    ]
                                    value=Signal::stored(attribute.take)
                                    on_change=Callback::new(move |take| change(app, |r| if let Some(a) = r.attributes.get_mut(i) { a.take = take }))
                                />
                                <button type="button" class="btn-icon" aria-label=tr_with(move |lang| m::remove(lang, &column))
                                    on:click=move |_| change(app, |r| { r.attributes.remove(i); })>
                                    {Icon::Close}
                                </button>
                            </div>
                        }
                    })
                    .collect_view()
            }}
            <ColumnChoice label=m::add_attribute none=m::add_attribute value=Signal::stored(String::new()) testid="rollup-add-attribute"
                on_choose=Callback::new(move |column: String| if !column.is_empty() {
                    change(app, |r| if r.attributes.iter().all(|a| a.column != column) {
                        r.attributes.push(Attribute { column, take: Take::Last });
                    });
                })/>
        </div>
    }
}

/// What came of it, or what is wrong.
#[component]
fn Outcome() -> impl IntoView {
    let app = App::get();
    let lines = move || {
        let lang = app.lang();
        app.evaluation.with(|e| {
            let Some(evaluation) = e else { return Vec::new() };
            let Some(rolled) = &evaluation.rolled else {
                return evaluation.findings.iter().map(|f| findings::problem(lang, &f.problem)).collect();
            };
            let report = &rolled.report;
            let mut lines =
                vec![m::result(lang, format::count(report.rows), format::count(report.orders), format::count(report.customers))];
            let passed = [
                (report.without_customer, m::passed_customer(lang, format::count(report.without_customer))),
                (report.without_date, m::passed_date(lang, format::count(report.without_date))),
                (report.without_amount, m::no_amount(lang, format::count(report.without_amount))),
                (report.returns, m::returned(lang, format::count(report.returns))),
            ];
            lines.extend(passed.into_iter().filter(|(n, _)| *n > 0).map(|(_, line)| line));
            lines
        })
    };
    view! { <ul class="stack" data-testid="rollup-result" aria-live="polite">{move || lines().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }
}
