//! Evaluating the workbook whenever it has changed: one question at a time, and beside it what is to be painted with its answer.

use super::App;
use crate::app::timing::{measure, measure_painted, now};
use crate::protocol::{Reply, Request, WorkerError};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// At most one evaluation is under way; edits made meanwhile are evaluated together after it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Evaluating {
    Idle,
    Busy,
    BusyAndStale,
}

/// A question whose answer changes with every evaluation, and which is asked right behind the workbook.
#[derive(Clone)]
pub struct Companion {
    pub request: Request,
    /// Whether it is answered so soon that both answers can be painted in one frame. The numbers wait for no other.
    pub is_quick: bool,
    /// Takes the answer, after the evaluation that it belongs to.
    pub take: Callback<Result<Reply, WorkerError>>,
}

impl App {
    /// Has this asked with every evaluation from now on, in place of what was.
    pub fn set_companion(self, companion: Option<Companion>) {
        self.companion.set_value(companion);
    }

    /// Evaluates the workbook, after what is under way.
    pub fn evaluate_soon(self) {
        let evaluating = self.evaluating.get_value();
        if evaluating.get() != Evaluating::Idle {
            evaluating.set(Evaluating::BusyAndStale);
            return;
        }
        evaluating.set(Evaluating::Busy);
        // Asked now and not when the task begins: the worker is at it while the page shows the edit itself.
        let mut evaluated = self.evaluate();
        spawn_local(async move {
            loop {
                evaluated.await;
                if evaluating.get() != Evaluating::BusyAndStale {
                    break;
                }
                evaluating.set(Evaluating::Busy);
                evaluated = self.evaluate();
            }
            evaluating.set(Evaluating::Idle);
        });
    }

    /// Asks for an evaluation and its companion, and shows what comes.
    fn evaluate(self) -> impl Future<Output = ()> + use<> {
        let started = now();
        let workbook = self.workbook.get_untracked();
        let evaluation = self.ask(Request::Evaluate { workbook: Box::new((*workbook).clone()), measures: Vec::new() });
        let companion = self.companion.get_value().map(|companion| (companion.is_quick, companion.take, self.ask(companion.request)));
        async move {
            let Ok(Reply::Evaluated(evaluation)) = evaluation.await else { return };
            measure("stratify:evaluate", started);
            let show = move || {
                self.follow(&evaluation);
                self.evaluation.set(Some(Arc::new(*evaluation)));
                measure_painted("stratify:render");
            };
            // Whoever takes the companion's answer may be gone.
            match companion {
                None => show(),
                Some((true, take, answer)) => {
                    let answer = answer.await;
                    show();
                    take.try_run(answer);
                }
                Some((false, take, answer)) => {
                    show();
                    spawn_local(async move {
                        take.try_run(answer.await);
                    });
                }
            }
        }
    }
}
