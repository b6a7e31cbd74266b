//! The worker: owns the data and the engine, answers the page.
pub fn start() {}
