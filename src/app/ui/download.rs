//! Results leave the page: files to disk, text to the clipboard.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Url};

/// How long a file's address is kept for the browser to save it from, in milliseconds.
const KEPT: u64 = 60_000;

/// Saves a blob under that name, the way the browser saves a download.
///
/// # Errors
/// When the browser gives the blob no address.
pub fn save_blob(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&url);
        },
        std::time::Duration::from_millis(KEPT),
    );
    Ok(())
}

/// Saves text under that name.
///
/// # Errors
/// When the browser makes no blob of it.
pub fn save_text(text: &str, mime: &str, name: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
    save_blob(&blob, name)
}

/// Puts text on the clipboard.
///
/// # Errors
/// When the browser does not allow it.
pub async fn copy_text(text: &str) -> Result<(), JsValue> {
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.map(|_| ())
}
