//! Budget against expected return, segment by segment, on one scale.

use super::Editor;
use crate::app::ui::{colour_var, tr, tr_with};
use crate::export::plan;
use crate::messages::playbook as m;
use leptos::prelude::*;

#[component]
pub fn Chart() -> impl IntoView {
    let editor = Editor::get();
    let rows = memo(move |_| {
        let rows = editor.detail(|d| d.rows.iter().filter(|r| r.contacts > 0.0).cloned().collect::<Vec<_>>());
        rows.unwrap_or_default()
    });
    let most = memo(move |_| rows.with(|rows| rows.iter().map(|r| r.budget.max(r.revenue)).fold(0.0, f64::max)));
    view! {
        <Show when=move || rows.with(|r| !r.is_empty())>
            <figure class="playbook-chart" data-testid="play-chart">
                <figcaption class="row">
                    <span class="small strong grow">{tr(m::chart)}</span>
                    <span class="playbook-key small second"><i class="playbook-budget"></i>{tr(m::budget)}</span>
                    <span class="playbook-key small second"><i class="playbook-return"></i>{tr(m::revenue)}</span>
                </figcaption>
                <ul>
                    {move || {
                        let most = most.get();
                        let width = move |x: f64| format!("{:.2}%", if most > 0.0 { (x / most * 100.0).clamp(0.0, 100.0) } else { 0.0 });
                        rows.get()
                            .into_iter()
                            .map(|row| {
                                let (budget, revenue) = (plan::money(row.budget), plan::money(row.revenue));
                                let name = row.segment.clone();
                                let (said_budget, said_revenue) = (budget.clone(), revenue.clone());
                                let said = tr_with(move |lang| m::chart_row(lang, &name, &said_budget, &said_revenue));
                                view! {
                                    <li title=said aria-label=said>
                                        <span class="row playbook-chart-name">
                                            <span class="dot" style:--c=colour_var(row.colour)></span>
                                            <span class="ellipsis small">{row.segment}</span>
                                        </span>
                                        <span class="playbook-bars" aria-hidden="true">
                                            <i class="playbook-budget" style:width=width(row.budget)></i>
                                            <i class="playbook-return" style:width=width(row.revenue)></i>
                                        </span>
                                        <span class="num small second" aria-hidden="true">{budget}</span>
                                        <span class="num small" aria-hidden="true">{revenue}</span>
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
            </figure>
        </Show>
    }
}
