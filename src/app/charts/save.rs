//! A chart leaves the page: as an SVG or PNG file in the colours of the theme, as a table, on the clipboard.

use crate::app::state::{App, NoticeKind};
use crate::app::ui::{Icon, Menu, MenuItem, Modal, tr, tr_with};
use crate::chart::{Chart, Numbers, Palette};
use crate::messages::{charts as msg, common};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement, Url};

/// Width of a saved picture in pixels, and how many pixels of a PNG there are to each.
pub const FILE_WIDTH: f64 = 720.0;
const DENSITY: f64 = 2.0;

/// The colours of the theme in force.
pub fn palette() -> Palette {
    let style = document().document_element().and_then(|root| window().get_computed_style(&root).ok().flatten());
    Palette::literal(|token| style.as_ref().and_then(|s| s.get_property_value(token).ok()).unwrap_or_default())
}

/// The menu of a chart. `draw` makes it as a file, `numbers` as a table; each None where there is nothing to save.
#[component]
pub fn SaveMenu(
    #[prop(into)] title: Signal<String>,
    draw: Callback<(), Option<Chart>>,
    numbers: Callback<(), Option<Numbers>>,
    testid: &'static str,
) -> impl IntoView {
    let app = App::get();
    let table = RwSignal::new(None::<Numbers>);
    let file_name = move |extension: &str| format!("{}.{extension}", safe_name(&title.get_untracked()));
    let refuse = move |message: fn(crate::messages::Lang) -> &'static str| {
        app.notify(NoticeKind::Error, message(app.lang.get_untracked()));
    };
    let save_svg = move |()| {
        let saved = draw.run(()).and_then(|chart| svg_blob(&chart.svg)).and_then(|blob| download(&blob, &file_name("svg")));
        if saved.is_none() {
            refuse(msg::save_refused);
        }
    };
    let save_png = move |()| {
        let Some(chart) = draw.run(()) else { return };
        let name = file_name("png");
        spawn_local(async move {
            match png_blob(&chart).await.and_then(|blob| download(&blob, &name)) {
                Some(()) => {}
                None => refuse(msg::save_refused),
            }
        });
    };
    let copy = move |()| {
        let Some(text) = numbers.run(()).map(|n| n.to_tsv()) else { return };
        spawn_local(async move {
            let lang = app.lang.get_untracked();
            match JsFuture::from(window().navigator().clipboard().write_text(&text)).await {
                Ok(_) => app.notify(NoticeKind::Done, msg::copied(lang)),
                Err(_) => app.notify(NoticeKind::Error, msg::copy_refused(lang)),
            }
        });
    };
    view! {
        <Menu
            label=tr_with(move |lang| msg::save_chart(lang, title.get()))
            trigger=|| Icon::Download.view()
            class="btn-icon btn-small"
            testid=testid
        >
            <MenuItem label=tr(msg::save_svg) icon=Icon::Download on_select=save_svg testid="chart-save-svg"/>
            <MenuItem label=tr(msg::save_png) icon=Icon::Download on_select=save_png testid="chart-save-png"/>
            <MenuItem label=tr(msg::numbers_as_table) icon=Icon::Table on_select=move |()| table.set(numbers.run(())) testid="chart-table"/>
            <MenuItem label=tr(msg::copy_numbers) icon=Icon::Copy on_select=copy testid="chart-copy"/>
        </Menu>
        {move || table.get().map(|n| view! {
            <Modal title=title on_close=move |()| table.set(None) class="modal-wide" testid="chart-numbers"
                footer=move || view! {
                    <button type="button" class="btn" on:click=move |_| copy(())>{Icon::Copy}{tr(msg::copy_numbers)}</button>
                    <button type="button" class="btn btn-primary" on:click=move |_| table.set(None)>{tr(common::close)}</button>
                }
            >
                <NumbersTable numbers=n/>
            </Modal>
        })}
    }
}

/// Numbers as an HTML table.
#[component]
fn NumbersTable(numbers: Numbers) -> impl IntoView {
    let head = numbers.columns.into_iter().enumerate().map(|(i, name)| view! { <th scope="col" class:num=move || i != 0>{name}</th> });
    let rows = numbers.rows.into_iter().map(|row| {
        let cells = row.into_iter().enumerate().map(|(i, cell)| match i {
            0 => view! { <th scope="row">{cell.shown}</th> }.into_any(),
            _ => view! { <td class="num">{cell.shown}</td> }.into_any(),
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    view! {
        <div class="chart-numbers" tabindex="0">
            <table class="table">
                <thead><tr>{head.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// A title as the name of a file.
fn safe_name(title: &str) -> String {
    let name: String = title.chars().map(|c| if c.is_control() || r#"\/:*?"<>|"#.contains(c) { '-' } else { c }).take(80).collect();
    let name = name.trim().trim_matches('.');
    if name.is_empty() { "chart".into() } else { name.to_owned() }
}

fn svg_blob(svg: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type("image/svg+xml;charset=utf-8");
    Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&JsValue::from_str(svg)), &options).ok()
}

/// Hands the browser a file to save.
fn download(blob: &Blob, name: &str) -> Option<()> {
    let url = Url::create_object_url_with_blob(blob).ok()?;
    let link = document().create_element("a").ok()?.dyn_into::<HtmlAnchorElement>().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser reads it after this returns.
    set_timeout(move || drop(Url::revoke_object_url(&url)), std::time::Duration::from_secs(60));
    Some(())
}

/// The picture drawn by the browser itself.
async fn png_blob(chart: &Chart) -> Option<Blob> {
    let url = Url::create_object_url_with_blob(&svg_blob(&chart.svg)?).ok()?;
    let drawn = draw_on_canvas(&url, chart).await;
    let _ = Url::revoke_object_url(&url);
    let canvas = drawn?;
    let promise = js_sys::Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        if canvas.to_blob(done.unchecked_ref()).is_err() {
            let _ = reject.call0(&JsValue::NULL);
        }
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

async fn draw_on_canvas(url: &str, chart: &Chart) -> Option<HtmlCanvasElement> {
    let image = HtmlImageElement::new().ok()?;
    image.set_src(url);
    JsFuture::from(image.decode()).await.ok()?;
    let canvas = document().create_element("canvas").ok()?.dyn_into::<HtmlCanvasElement>().ok()?;
    let (width, height) = (chart.width * DENSITY, chart.height * DENSITY);
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d").ok().flatten()?.dyn_into::<CanvasRenderingContext2d>().ok()?;
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height).ok()?;
    Some(canvas)
}
