//! What closures in a view give, as few types: a view of whatever kind is an [`AnyView`], so that what shows and updates it is compiled once.

use real::oco::Oco;
use real::prelude::{AnyView, IntoAny, Memo, RenderHtml, RwSignal, Signal, View};
use real::tachys::html::element::HtmlElement;
use std::borrow::Cow;
use std::sync::{Arc, Mutex};

/// What a closure may give.
pub trait Erase: Sized + 'static {
    type Out: 'static;
    /// [`Erase::Out`] of an option of it.
    type Maybe: 'static;

    fn erase(self) -> Self::Out;
    fn erase_maybe(maybe: Option<Self>) -> Self::Maybe;
}

/// Values stay what they are, signals among them: they may be an attribute's.
macro_rules! values {
    ([$($part:ident)?] $type:ty) => {
        impl$(<$part: Send + Sync + 'static>)? Erase for $type {
            type Out = Self;
            type Maybe = Option<Self>;

            fn erase(self) -> Self {
                self
            }

            fn erase_maybe(maybe: Option<Self>) -> Option<Self> {
                maybe
            }
        }
    };
    ($($type:ty)*) => { $(values! { [] $type })* };
}

values! { bool f32 f64 i8 i16 i32 i64 u8 u16 u32 u64 isize usize char String &'static str Cow<'static, str> Oco<'static, str> Arc<str> }
values! { [T] Signal<T> }
values! { [T] Memo<T> }
values! { [T] RwSignal<T> }

macro_rules! views {
    ($([$($part:ident)*] $type:ty;)*) => {
        $(impl<$($part: 'static),*> Erase for $type
        where
            Self: RenderHtml + Send,
            Option<Self>: RenderHtml + Send,
        {
            type Out = AnyView;
            type Maybe = AnyView;

            fn erase(self) -> AnyView {
                self.into_any()
            }

            fn erase_maybe(maybe: Option<Self>) -> AnyView {
                maybe.into_any()
            }
        })*
    };
}

views! {
    [Tag Attributes Children] HtmlElement<Tag, Attributes, Children>;
    [Inner] View<Inner>;
    [Item] Vec<Item>;
    [A B] real::either::Either<A, B>;
    [] ();
    [A] (A,);
    [A B] (A, B);
    [A B C] (A, B, C);
}

impl Erase for AnyView {
    type Out = AnyView;
    type Maybe = AnyView;

    fn erase(self) -> AnyView {
        self
    }

    fn erase_maybe(maybe: Option<AnyView>) -> AnyView {
        maybe.into_any()
    }
}

impl<T: Erase> Erase for Option<T> {
    type Out = T::Maybe;
    type Maybe = Option<T::Maybe>;

    fn erase(self) -> T::Maybe {
        T::erase_maybe(self)
    }

    fn erase_maybe(maybe: Option<Self>) -> Option<T::Maybe> {
        maybe.map(T::erase_maybe)
    }
}

// A trait of its own, for the reason that `react` gives.
trait Show<T>: Send {
    fn show(&mut self) -> T;
}

struct Shown<F>(F);

impl<T: Erase, F: FnMut() -> T + Send> Show<T::Out> for Shown<F> {
    fn show(&mut self) -> T::Out {
        (self.0)().erase()
    }
}

/// What the `view!` macro wraps closures in.
#[doc(hidden)]
pub fn __as_shared_reactive_fn<T, F>(closure: F) -> Arc<Mutex<dyn FnMut() -> T::Out + Send>>
where
    F: FnMut() -> T + Send + 'static,
    T: Erase,
{
    shared(Box::new(Shown(closure)))
}

#[inline(never)]
fn shared<T: 'static>(mut shown: Box<dyn Show<T>>) -> Arc<Mutex<dyn FnMut() -> T + Send>> {
    Arc::new(Mutex::new(move || shown.show()))
}
