//! The card of a few numbers that sum a step up.

use super::Panel;
use super::card::Card;
use crate::app::state::App;
use crate::app::ui::tr;
use crate::messages::{Lang, charts as msg, format};
use crate::recipe::StepKind;
use leptos::prelude::*;

/// A number and what it is.
#[derive(Clone, Debug, PartialEq)]
struct Figure {
    number: String,
    text: String,
}

#[component]
pub fn GlanceCard(panel: Panel) -> impl IntoView {
    let open = RwSignal::new(true);
    let app = App::get();
    let figures = memo(move |_| figures(app, panel, app.lang()));
    view! {
        <Show when=move || figures.with(|f| !f.is_empty())>
            <Card title=tr(msg::concentration) open=open testid="chart-glance">
                <dl class="chart-figures">
                    {move || figures.get().into_iter().map(|f| view! {
                        <div><dt>{f.text}</dt><dd>{f.number}</dd></div>
                    }).collect_view()}
                </dl>
            </Card>
        </Show>
    }
}

fn figures(app: App, panel: Panel, lang: Lang) -> Vec<Figure> {
    let mut out = Vec::new();
    let mut add = |number: String, text: String| out.push(Figure { number, text });
    panel.charted.with(|charted| {
        let Some(charted) = charted else { return };
        let groups = &charted.summary.groups;
        let rules = app.workbook.with(|w| w.steps.get(charted.step).is_some_and(|s| matches!(s.kind, StepKind::Rules(_))));
        if let Some(rest) = groups.last().filter(|_| rules && groups.len() > 1) {
            add(format::share(1.0 - rest.share), msg::in_named(lang, &rest.name));
        } else if let Some(largest) = groups.iter().max_by_key(|g| g.count) {
            add(format::share(largest.share), msg::in_largest(lang, &largest.name));
        }
        let best = groups.iter().filter_map(|g| Some((g, g.value_share?))).max_by(|a, b| a.1.total_cmp(&b.1));
        if let (Some((group, share)), Some(value)) = (best, panel.value.get()) {
            add(format::share(share), msg::value_in_top(lang, value, &group.name));
        }
    });
    app.evaluation.with(|e| {
        let Some(e) = e else { return };
        if let Some((name, sum)) = e.value.as_ref().filter(|_| e.rows > 0) {
            add(format::number(sum / e.rows as f64, 2), msg::value_per_customer(lang, name));
        }
    });
    out
}
