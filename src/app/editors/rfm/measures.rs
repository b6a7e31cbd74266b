//! Which columns are scored, how high, and where one score ends and the next begins.

use super::edit::Editor;
use crate::app::editors::common::ColumnField;
use crate::app::ui::{Icon, Menu, MenuItem, NumberInput, Segmented, tr, tr_with};
use crate::engine::RfmDetail;
use crate::messages::{Lang, format, rfm as m};
use crate::recipe::{Breaks, Rfm};
use crate::table::ColumnType;
use crate::templates::BreakPreset;
use leptos::prelude::*;

/// The three measures, in the order of the method's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Recency,
    Frequency,
    Monetary,
}

impl Measure {
    const ALL: [Measure; 3] = [Measure::Recency, Measure::Frequency, Measure::Monetary];

    fn name(self, lang: Lang) -> &'static str {
        match self {
            Measure::Recency => m::recency(lang),
            Measure::Frequency => m::frequency(lang),
            Measure::Monetary => m::monetary(lang),
        }
    }

    fn cuts(self, detail: &RfmDetail) -> &[f64] {
        match self {
            Measure::Recency => &detail.recency,
            Measure::Frequency => &detail.frequency,
            Measure::Monetary => &detail.monetary,
        }
    }

    fn typed(self, breaks: &Breaks) -> Option<&Vec<f64>> {
        match (self, breaks) {
            (Measure::Recency, Breaks::Fixed { recency, .. }) => Some(recency),
            (Measure::Frequency, Breaks::Fixed { frequency, .. }) => Some(frequency),
            (Measure::Monetary, Breaks::Fixed { monetary, .. }) => Some(monetary),
            _ => None,
        }
    }

    fn typed_mut(self, breaks: &mut Breaks) -> Option<&mut Vec<f64>> {
        match (self, breaks) {
            (Measure::Recency, Breaks::Fixed { recency, .. }) => Some(recency),
            (Measure::Frequency, Breaks::Fixed { frequency, .. }) => Some(frequency),
            (Measure::Monetary, Breaks::Fixed { monetary, .. }) => Some(monetary),
            _ => None,
        }
    }
}

/// What stands between two scores, without the cuts themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Quantiles,
    PlusOne,
    Typed,
}

impl By {
    fn of(breaks: &Breaks) -> By {
        match breaks {
            Breaks::Quantiles => By::Quantiles,
            Breaks::QuantilesPlusOne => By::PlusOne,
            Breaks::Fixed { .. } => By::Typed,
        }
    }
}

#[component]
pub fn Measures() -> impl IntoView {
    let editor = Editor::get();
    let step = editor.step;
    let scores = memo(move |_| editor.rfm(|rfm| rfm.scores).unwrap_or(5));
    let by = memo(move |_| editor.rfm(|rfm| By::of(&rfm.breaks)).unwrap_or(By::Quantiles));
    let column = move |read: fn(&Rfm) -> &String| derive(move || editor.rfm(|rfm| read(rfm).clone()).unwrap_or_default());
    // Typing begins with the cuts in force.
    let choose = move |by: By| {
        let now = cuts_in_force(editor);
        editor.act(|rfm| {
            let [recency, frequency, monetary] = now;
            rfm.breaks = match by {
                By::Quantiles => Breaks::Quantiles,
                By::PlusOne => Breaks::QuantilesPlusOne,
                By::Typed => Breaks::Fixed { recency, frequency, monetary },
            };
        });
    };
    view! {
        <div class="rfm-columns">
            <ColumnField
                step
                label=tr(m::recency_column)
                types=&[ColumnType::Date, ColumnType::Number]
                value=column(|rfm| &rfm.recency)
                testid="rfm-recency"
                on_choose=move |name| editor.act(|rfm| rfm.recency = name)
            />
            <ColumnField
                step
                label=tr(m::frequency_column)
                types=&[ColumnType::Number]
                value=column(|rfm| &rfm.frequency)
                testid="rfm-frequency"
                on_choose=move |name| editor.act(|rfm| rfm.frequency = name)
            />
            <ColumnField
                step
                label=tr(m::monetary_column)
                types=&[ColumnType::Number]
                value=column(|rfm| &rfm.monetary)
                testid="rfm-monetary"
                on_choose=move |name| editor.act(|rfm| rfm.monetary = name)
            />
        </div>
        <div class="rfm-choices">
            <span class="row">
                <span class="second small" aria-hidden="true">{tr(m::scores)}</span>
                <Segmented
                    label=tr(m::scores_title)
                    testid="rfm-scores"
                    options=[3u8, 4, 5].into_iter().map(|n| (n, tr_with(move |lang| m::scores_up_to(lang, n)))).collect()
                    value=scores
                    on_change=move |n| editor.act(|rfm| rfm.set_scores(n))
                />
            </span>
            <span class="row">
                <span class="second small" aria-hidden="true">{tr(m::breaks)}</span>
                <Segmented
                    label=tr(m::breaks)
                    testid="rfm-breaks"
                    options=vec![(By::Quantiles, tr(m::quantiles)), (By::PlusOne, tr(m::plus_one)), (By::Typed, tr(m::typed))]
                    value=by
                    on_change=choose
                />
            </span>
        </div>
        <p class="note rfm-note">
            {tr_with(move |lang| match by.get() {
                By::Quantiles => m::quantiles_note(lang),
                By::PlusOne => m::plus_one_note(lang),
                By::Typed => m::typed_note(lang),
            }.to_string())}
            " "
            {tr_with(move |lang| if by.get() == By::Typed { m::break_presets_note(lang).to_string() } else { String::new() })}
        </p>
        <div class="rfm-scroll">
            <table class="rfm-cuts">
                <caption class="sr-only">{tr(m::cuts)}</caption>
                <thead>
                    <tr>
                        <td></td>
                        {move || {
                            (1..=scores.get())
                                .map(|n| view! { <th scope="col">{tr_with(move |lang| m::score(lang, n))}</th> })
                                .collect_view()
                        }}
                    </tr>
                </thead>
                <tbody>
                    {Measure::ALL.map(|measure| view! { <MeasureRow measure scores by/> }).collect_view()}
                </tbody>
            </table>
        </div>
    }
}

/// The cuts between the scores as they are, rounded where they are long.
fn cuts_in_force(editor: Editor) -> [Vec<f64>; 3] {
    let round = |cuts: &Vec<f64>| cuts.iter().map(|x| (x * 100.0).round() / 100.0).collect::<Vec<f64>>();
    untrack(|| editor.detail(|d| [round(&d.recency), round(&d.frequency), round(&d.monetary)])).unwrap_or_default()
}

/// Typical cuts by line of business, to begin typing from.
#[component]
pub fn BreakPresets() -> impl IntoView {
    let editor = Editor::get();
    view! {
        <Menu
            label=tr(m::break_presets)
            trigger=move || {
                view! {
                    {tr(m::break_presets)}
                    {Icon::ChevronDown}
                }
            }
            class="btn"
            testid="rfm-presets"
        >
            {BreakPreset::ALL
                .into_iter()
                .enumerate()
                .map(|(i, preset)| {
                    view! {
                        <MenuItem
                            label=tr_with(move |lang| m::break_preset(lang, preset).to_string())
                            icon=Icon::Rfm
                            testid=format!("rfm-preset-{i}")
                            on_select=move |()| {
                                let [_, _, monetary] = cuts_in_force(editor);
                                editor.act(|rfm| rfm.breaks = preset.breaks(rfm.scores, monetary));
                            }
                        />
                    }
                })
                .collect_view()}
        </Menu>
    }
}

/// The values of each score of one measure; where they are typed, with the cuts as fields.
#[component]
fn MeasureRow(measure: Measure, scores: Memo<u8>, by: Memo<By>) -> impl IntoView {
    let editor = Editor::get();
    let cuts = memo(move |_| editor.detail(|d| measure.cuts(d).to_vec()).unwrap_or_default());
    let known = memo(move |_| editor.detail(|_| ()).is_some());
    let range = move |score: u8| {
        let bin = bin_of(measure, score, scores.get(), cuts.with(Vec::len))?;
        cuts.with(|cuts| Range::of(bin, cuts, by.get() == By::Quantiles))
    };
    let cell =
        move |score: u8| {
            let text =
                tr_with(
                    move |lang| {
                        if known.get() { range(score).map_or_else(|| m::nobody(lang).into(), |r| r.short(lang)) } else { String::new() }
                    },
                );
            let title = tr_with(move |lang| {
                if known.get() { range(score).map_or_else(|| m::nobody_title(lang).into(), |r| r.long(lang)) } else { String::new() }
            });
            // The typed cuts stand between the scores: the field after score n is the cut below score n + 1. Recency counts from the other end.
            let field = (by.get() == By::Typed && score < scores.get()).then(|| {
                let at = if measure == Measure::Recency { scores.get() - 1 - score } else { score - 1 };
                view! { <CutInput measure at=usize::from(at)/> }
            });
            view! {
                <td title=title data-testid="rfm-range" data-score=score.to_string()>
                    <span class="rfm-range">{text}</span>
                    {field}
                </td>
            }
        };
    view! {
        <tr data-testid="rfm-cuts" data-measure=format!("{measure:?}").to_lowercase()>
            <th scope="row">
                {tr_with(move |lang| measure.name(lang).to_string())}
                {(measure == Measure::Recency).then(|| view! { " " <span class="muted">{tr(m::days)}</span> })}
            </th>
            {move || (1..=scores.get()).map(cell).collect_view()}
        </tr>
    }
}

/// One typed cut; `at` counts from the lowest.
#[component]
fn CutInput(measure: Measure, at: usize) -> impl IntoView {
    let editor = Editor::get();
    let value = derive(move || {
        editor.rfm(|rfm| measure.typed(&rfm.breaks).and_then(|cuts| cuts.get(at).copied())).flatten().filter(|x| !x.is_nan())
    });
    let write = Callback::new(move |x: Option<f64>| {
        // An empty field keeps the cut that it had.
        let Some(x) = x else { return };
        editor.type_in(&format!("cut/{measure:?}/{at}"), |rfm| {
            if let Some(cuts) = measure.typed_mut(&mut rfm.breaks) {
                while cuts.len() <= at {
                    cuts.push(cuts.last().copied().unwrap_or(0.0).max(x));
                }
                cuts[at] = x;
            }
        });
    });
    view! {
        <NumberInput
            value
            label=tr_with(move |lang| {
                let name = measure.name(lang);
                if measure == Measure::Recency { m::cut_of_days(lang, name, at + 1) } else { m::cut_label(lang, name, at + 1) }
            })
            testid="rfm-cut"
            on_input=write
            on_seal=Callback::new(move |()| editor.app.seal())
        />
    }
}

/// Which interval between the cuts (0 below the first) has that score; None where there are too few cuts for it.
fn bin_of(measure: Measure, score: u8, scores: u8, cuts: usize) -> Option<usize> {
    let from_best = usize::from(scores - score);
    match measure {
        Measure::Recency => (from_best <= cuts).then_some(from_best),
        _ => cuts.checked_sub(from_best),
    }
}

/// An interval of values; an open end is None.
#[derive(Clone, Copy)]
struct Range {
    low: Option<f64>,
    high: Option<f64>,
    /// Whether a value that equals a cut is below it.
    upper_in: bool,
}

impl Range {
    /// The interval at that position; None where it holds no value.
    fn of(bin: usize, cuts: &[f64], upper_in: bool) -> Option<Range> {
        let low = bin.checked_sub(1).and_then(|i| cuts.get(i).copied());
        let high = cuts.get(bin).copied();
        let empty = matches!((low, high), (Some(low), Some(high)) if low >= high) || (low.is_none() && high.is_none());
        (!empty).then_some(Range { low, high, upper_in })
    }

    fn short(self, lang: Lang) -> String {
        self.say(lang, short, |low, high| m::between(lang, low, high))
    }

    fn long(self, lang: Lang) -> String {
        let both = |low, high| if self.upper_in { m::range_upper_in(lang, low, high) } else { m::range_lower_in(lang, low, high) };
        self.say(lang, |x| format::number(x, 6), both)
    }

    fn say(self, lang: Lang, number: impl Fn(f64) -> String, both: impl Fn(String, String) -> String) -> String {
        match (self.low, self.high) {
            (Some(low), Some(high)) => both(number(low), number(high)),
            (None, Some(high)) if self.upper_in => m::at_most(lang, number(high)),
            (None, Some(high)) => m::below(lang, number(high)),
            (Some(low), None) if self.upper_in => m::above(lang, number(low)),
            (Some(low), None) => m::at_least(lang, number(low)),
            (None, None) => m::nobody(lang).into(),
        }
    }
}

fn short(x: f64) -> String {
    format::number(
        x,
        if x.abs() < 100.0 {
            2
        } else if x.abs() < 10_000.0 {
            1
        } else {
            0
        },
    )
}
