//! How files come to be known: reading one, its statistics after it, and what an evaluation tells of it. Shows nothing.

use super::App;
use crate::app::timing::{measure, now};
use crate::engine::{ColumnProfile, Evaluation};
use crate::ingest::ReadOptions;
use crate::protocol::{Opened, Reply, Request, WorkerError};
use leptos::prelude::*;
use std::sync::Arc;

/// What a file is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OpenFor {
    ThisWorkbook,
    /// One that is set up as soon as the file and its statistics are there.
    NewWorkbook,
}

impl App {
    /// Reads a file, keeping what is loaded until that has worked. It is shown before the statistics of its columns are there, but not beside steps that
    /// are not made for it.
    pub async fn open(self, file: web_sys::File, options: ReadOptions, purpose: OpenFor) -> Result<(), WorkerError> {
        let started = now();
        let is_new = purpose == OpenFor::NewWorkbook;
        let at_once = !is_new || self.workbook.with_untracked(|w| w.steps.is_empty());
        let request = Request::Open { name: file.name(), options: options.clone() };
        let answer = self.ask_whole(request, Some(&file)).await;
        self.progress.set(None);
        if let Reply::Opened(mut opened) = answer?.reply {
            if !at_once && let Reply::Profiled(profile) = self.ask(Request::Profile).await? {
                opened.profile = profile;
            }
            self.file.set_value(Some(file));
            self.read_with.set_value(options);
            self.setting_up.set(is_new);
            self.took_in(*opened);
            measure("stratify:load", started);
        }
        if at_once { self.get_to_know().await } else { Ok(()) }
    }

    /// Reads the loaded file again with other options.
    pub async fn reread(self, options: ReadOptions) -> Result<(), WorkerError> {
        let started = now();
        let answer = self.ask(Request::Reread { options: options.clone() }).await;
        self.progress.set(None);
        if !matches!(answer, Err(WorkerError::Cancelled)) {
            self.read_with.set_value(options);
        }
        if let Reply::Opened(opened) = answer? {
            self.took_in(*opened);
            measure("stratify:load", started);
        }
        self.get_to_know().await
    }

    /// Gets the statistics of the file's columns.
    async fn get_to_know(self) -> Result<(), WorkerError> {
        let loads = self.loads.get_untracked();
        if let Reply::Profiled(profile) = self.ask(Request::Profile).await?
            && self.loads.get_untracked() == loads
        {
            let profile = Arc::new(profile);
            self.main.update_value(|(known, _)| *known = profile.clone());
            self.file_profile.set(profile.clone());
            // Customers made of the file's rows have statistics of their own.
            if self.data.with_untracked(|d| d.as_ref().is_some_and(|d| !d.profile.iter().any(ColumnProfile::is_known))) {
                self.data.update(|data| {
                    if let Some(opened) = data {
                        Arc::make_mut(opened).profile = profile.to_vec();
                    }
                });
            }
        }
        Ok(())
    }

    fn took_in(self, opened: Opened) {
        self.filter.set(None);
        self.explained.set(None);
        self.evaluation.set(None);
        let profile = Arc::new(opened.profile.clone());
        self.main.set_value((profile.clone(), opened.newest));
        self.file_profile.set(profile);
        self.data.set(Some(Arc::new(opened)));
        self.loads.update(|n| *n += 1);
    }

    /// What is known of the customers' columns follows the roll-up and the further files.
    pub(super) fn follow(self, evaluation: &Evaluation) {
        let (own, own_newest) = self.main.get_value();
        let files = evaluation.files.as_deref();
        let rows = files.and_then(|f| f.rows_profile.clone()).map_or(own, Arc::new);
        let profile = match (files, &evaluation.rolled) {
            (Some(files), _) => files.profile.as_slice(),
            (None, Some(rolled)) => rolled.profile.as_slice(),
            (None, None) => rows.as_slice(),
        };
        if self.file_profile.with_untracked(|known| *known != rows) {
            self.file_profile.set(rows.clone());
        }
        let newest = files.map_or(own_newest, |f| f.newest);
        let now = |d: &Arc<Opened>| d.profile == profile && d.customers == evaluation.rows && d.newest == newest;
        if self.data.with_untracked(|d| d.as_ref().is_some_and(|d| !now(d))) {
            self.filter.set(None);
            self.explained.set(None);
            self.data.update(|data| {
                if let Some(opened) = data {
                    let opened = Arc::make_mut(opened);
                    opened.profile = profile.to_vec();
                    opened.customers = evaluation.rows;
                    opened.newest = newest;
                }
            });
        }
    }
}
