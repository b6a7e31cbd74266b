//! User Timing measures of the page: how long loading, evaluating and drawing took. Their names are fixed.

use futures_channel::oneshot;
use leptos::prelude::*;
use std::time::Duration;

/// Milliseconds since the page began.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |p| p.now())
}

/// Records a User Timing measure from `started` (of [`now`]) until now.
pub fn measure(name: &str, started: f64) {
    if let Some(performance) = window().performance() {
        let options = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&options, &"start".into(), &started.into());
        let _ = js_sys::Reflect::set(&options, &"end".into(), &performance.now().into());
        let measure = js_sys::Reflect::get(&performance, &"measure".into())
            .ok()
            .and_then(|f| wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(f).ok());
        if let Some(measure) = measure {
            let _ = measure.call2(&performance, &name.into(), &options);
        }
    }
}

/// Records a measure from now until the next frame has been painted.
pub fn measure_painted(name: &'static str) {
    let started = now();
    when_painted(move || measure(name, started));
}

/// Goes on when what is being shown now has been painted.
pub fn when_painted(then: impl FnOnce() + 'static) {
    // Called back before the frame is painted; the task after that comes behind it.
    request_animation_frame(move || set_timeout(then, Duration::ZERO));
}

/// Waits until what is being shown now has been painted; not where nothing is, in a tab in the background.
pub async fn painted() {
    if document().hidden() {
        return;
    }
    let (sender, painted) = oneshot::channel();
    when_painted(move || {
        let _ = sender.send(());
    });
    let _ = painted.await;
}
