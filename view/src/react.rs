//! Signals, effects and listeners that take their closures boxed.

use real::prelude::{AddAnyAttr, Effect, LocalStorage, Memo, Read, ReadUntracked, RenderHtml, Signal};
use real::tachys::html::attribute::Attribute;
use real::tachys::html::element::{ElementType, HtmlElement};
use real::tachys::html::event::{EventDescriptor, On, on};
use real::tachys::renderer::types::Event;
use std::ops::Deref;

// The boxes hold traits of their own: a box of a closure carries code for every way to call it, called or not.

trait Compute<T>: Send + Sync {
    fn compute(&self, before: Option<&T>) -> T;
}

impl<T, F: Fn(Option<&T>) -> T + Send + Sync> Compute<T> for F {
    fn compute(&self, before: Option<&T>) -> T {
        self(before)
    }
}

/// A memo, as [`Memo::new`].
pub fn memo<T: PartialEq + Send + Sync + 'static>(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Memo<T> {
    boxed_memo(Box::new(compute))
}

#[inline(never)]
fn boxed_memo<T: PartialEq + Send + Sync + 'static>(memo: Box<dyn Compute<T>>) -> Memo<T> {
    Memo::new(move |before| memo.compute(before))
}

trait Give<T>: Send + Sync {
    fn give(&self) -> T;
}

impl<T, F: Fn() -> T + Send + Sync> Give<T> for F {
    fn give(&self) -> T {
        self()
    }
}

/// A derived signal, as [`Signal::derive`].
pub fn derive<T: Send + Sync + 'static>(compute: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    boxed_derive(Box::new(compute))
}

#[inline(never)]
fn boxed_derive<T: Send + Sync + 'static>(signal: Box<dyn Give<T>>) -> Signal<T> {
    Signal::derive(move || signal.give())
}

trait Run<T> {
    fn run(&mut self, before: Option<T>) -> T;
}

impl<T, F: FnMut(Option<T>) -> T> Run<T> for F {
    fn run(&mut self, before: Option<T>) -> T {
        self(before)
    }
}

/// An effect, as [`Effect::new`].
pub fn effect<T: 'static>(run: impl FnMut(Option<T>) -> T + 'static) -> Effect<LocalStorage> {
    boxed_effect(Box::new(run))
}

#[inline(never)]
fn boxed_effect<T: 'static>(mut effect: Box<dyn Run<T>>) -> Effect<LocalStorage> {
    Effect::new(move |before| effect.run(before))
}

/// Reads a signal by reference, tracked.
pub trait With: Read + Sized {
    fn with<U>(&self, read: impl FnOnce(&<Self::Value as Deref>::Target) -> U) -> U {
        read(&held(self))
    }
}

impl<S: Read> With for S {}

/// Reads a signal by reference, untracked.
pub trait WithUntracked: ReadUntracked {
    fn with_untracked<U>(&self, read: impl FnOnce(&<Self::Value as Deref>::Target) -> U) -> U {
        read(&held_untracked(self))
    }
}

impl<S: ReadUntracked> WithUntracked for S {}

#[inline(never)]
fn held<S: Read>(signal: &S) -> S::Value {
    signal.try_read().unwrap_or_else(|| disposed())
}

#[inline(never)]
fn held_untracked<S: ReadUntracked>(signal: &S) -> S::Value {
    signal.try_read_untracked().unwrap_or_else(|| disposed())
}

#[cold]
#[inline(never)]
fn disposed() -> ! {
    panic!("a signal was read that its owner has let go")
}

trait Hear<E> {
    fn hear(&mut self, event: E);
}

impl<E, F: FnMut(E)> Hear<E> for F {
    fn hear(&mut self, event: E) {
        self(event);
    }
}

#[inline(never)]
fn boxed_listener<E: 'static>(mut listener: Box<dyn Hear<E>>) -> Box<dyn FnMut(E)> {
    Box::new(move |event| listener.hear(event))
}

/// A listener on an element.
type Heard<E> = On<E, Box<dyn FnMut(<E as EventDescriptor>::EventType)>>;

#[inline(never)]
fn listen<El: AddAnyAttr, E: EventDescriptor + Send + 'static>(
    element: El,
    event: E,
    listener: Box<dyn Hear<E::EventType>>,
) -> El::Output<Heard<E>>
where
    E::EventType: From<Event> + 'static,
    El::Output<Heard<E>>: RenderHtml,
{
    element.add_any_attr(on(event, boxed_listener(listener)))
}

/// Listens to an event of an element.
pub trait OnAttribute: Sized {
    /// The element with the listener.
    type With<E: EventDescriptor + Send + 'static>
    where
        E::EventType: From<Event> + 'static;

    fn on<E: EventDescriptor + Send + 'static>(self, event: E, listener: impl FnMut(E::EventType) + 'static) -> Self::With<E>
    where
        E::EventType: From<Event> + 'static;
}

impl<Tag, Attributes, Children> OnAttribute for HtmlElement<Tag, Attributes, Children>
where
    Tag: ElementType + Send,
    Attributes: Attribute + Send,
    Children: RenderHtml + Send,
{
    type With<E: EventDescriptor + Send + 'static>
        = <Self as AddAnyAttr>::Output<Heard<E>>
    where
        E::EventType: From<Event> + 'static;

    fn on<E: EventDescriptor + Send + 'static>(self, event: E, listener: impl FnMut(E::EventType) + 'static) -> Self::With<E>
    where
        E::EventType: From<Event> + 'static,
    {
        listen(self, event, Box::new(listener))
    }
}
