//! The order of functions in a wasm file. What compresses a download looks back 32 kB and no further; functions that are alike, as a compiler makes
//! them of one generic function, lie far apart in what it writes. Here they are put side by side. Nothing else about the file changes: who calls
//! whom is rewritten by wasm-opt.

use crate::Result;
use std::collections::VecDeque;
use wasm_encoder::{NameMap, NameSection, Section};
use wasmparser::{Parser, Payload, TypeRef};

/// Bytes of the pieces by which functions are compared.
const PIECE: usize = 6;

/// A piece that more functions have says nothing about which are alike.
const COMMON: usize = 100;

/// Bytes of functions just placed that the next is to be like: a little less than gzip looks back.
const WINDOW: usize = 30_000;

/// The file with names for its functions whose alphabetical order puts side by side what is alike; names that it had are replaced.
pub fn named_by_likeness(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    let mut out = wasm[..wasm.len().min(8)].to_vec();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(|error| format!("not a wasm file: {error}"))?;
        match &payload {
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    let import = import.map_err(|error| format!("an import that cannot be read: {error}"))?;
                    imported += u32::from(matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
        let is_names = matches!(&payload, Payload::CustomSection(custom) if custom.name() == "name");
        if let Some((id, range)) = payload.as_section()
            && !is_names
        {
            wasm_encoder::RawSection { id, data: &wasm[range] }.append_to(&mut out);
        }
    }
    let mut place = vec![0; bodies.len()];
    alike_side_by_side(&bodies).into_iter().enumerate().for_each(|(at, body)| place[body] = at);
    let mut names = NameMap::new();
    (0..imported).for_each(|at| names.append(at, &format!("import {at:08}")));
    place.iter().zip(imported..).for_each(|(place, at)| names.append(at, &format!("{place:08}")));
    let mut section = NameSection::new();
    section.functions(&names);
    section.append_to(&mut out);
    Ok(out)
}

/// An order of these, in which each has as much as can be found in common with those shortly before it.
fn alike_side_by_side(bodies: &[&[u8]]) -> Vec<usize> {
    let (pieces, holders) = pieces_in_common(bodies);
    // How many of a function's pieces are in the window.
    let mut known = vec![0u32; bodies.len()];
    // How often each piece is in the window.
    let mut present = vec![0u32; holders.len()];
    // Long functions have more in common with anything: what counts is the part of them.
    let weight: Vec<f64> = bodies.iter().map(|body| 1.0 / ((body.len() as f64).powf(0.8) + 20.0)).collect();
    let mut waiting: Vec<usize> = (0..bodies.len()).collect();
    let mut order = Vec::with_capacity(bodies.len());
    let (mut window, mut held) = (VecDeque::new(), 0);
    while !waiting.is_empty() {
        let worth = |&body: &usize| (f64::from(known[body]) * weight[body], bodies[body].len());
        let best = (0..waiting.len()).max_by(|&a, &b| {
            let ((a_worth, a_len), (b_worth, b_len)) = (worth(&waiting[a]), worth(&waiting[b]));
            // Of equals, those that are like nothing above all, the longest first: more can be like it.
            a_worth.total_cmp(&b_worth).then(a_len.cmp(&b_len)).then(waiting[b].cmp(&waiting[a]))
        });
        let next = waiting.swap_remove(best.expect("something waits"));
        order.push(next);
        window.push_back(next);
        held += bodies[next].len();
        for &piece in &pieces[next] {
            present[piece] += 1;
            if present[piece] == 1 {
                holders[piece].iter().for_each(|&holder| known[holder] += 1);
            }
        }
        while held > WINDOW && window.len() > 1 {
            let Some(oldest) = window.pop_front() else { break };
            held -= bodies[oldest].len();
            for &piece in &pieces[oldest] {
                present[piece] -= 1;
                if present[piece] == 0 {
                    holders[piece].iter().for_each(|&holder| known[holder] -= 1);
                }
            }
        }
    }
    order
}

/// The pieces of each that some others have, too, by number; and who has each.
fn pieces_in_common(bodies: &[&[u8]]) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let mut all: Vec<([u8; PIECE], u32)> = Vec::new();
    for (body, at) in bodies.iter().zip(0..) {
        all.extend(body.windows(PIECE).filter_map(|piece| Some((piece.try_into().ok()?, at))));
    }
    all.sort_unstable();
    all.dedup();
    let mut pieces = vec![Vec::new(); bodies.len()];
    let mut holders = Vec::new();
    for same in all.chunk_by(|a, b| a.0 == b.0).filter(|same| (2..=COMMON).contains(&same.len())) {
        let who: Vec<usize> = same.iter().map(|&(_, at)| at as usize).collect();
        who.iter().for_each(|&body| pieces[body].push(holders.len()));
        holders.push(who);
    }
    (pieces, holders)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CodeSection, Function, FunctionSection, Instruction, Module, TypeSection};

    /// Texts of three kinds in turn.
    fn mixed() -> Vec<Vec<u8>> {
        let text = |at: usize| {
            format!("{} {at}", ["the quick brown fox jumps", "over a lazy dog of whom", "nobody has ever heard much"][at % 3].repeat(40))
        };
        (0..150).map(|at| text(at).into_bytes()).collect()
    }

    #[test]
    fn each_comes_once_and_kinds_stay_together() {
        let texts = mixed();
        let order = alike_side_by_side(&texts.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..texts.len()).collect::<Vec<_>>());
        let changes = order.windows(2).filter(|pair| pair[0] % 3 != pair[1] % 3).count();
        assert_eq!(changes, 2, "{order:?}");
        assert_eq!(alike_side_by_side(&[]), Vec::<usize>::new());
    }

    #[test]
    fn a_file_keeps_its_sections_and_gets_names() {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for text in &mixed()[..6] {
            functions.function(0);
            let mut body = Function::new([]);
            text.iter().for_each(|&b| _ = body.instruction(&Instruction::I32Const(b.into())).instruction(&Instruction::Drop));
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&code);
        let plain = module.finish();
        let named = named_by_likeness(&plain).unwrap();
        assert_eq!(named[..plain.len()], plain[..], "what was there stays");
        let names = |wasm: &[u8]| String::from_utf8_lossy(&wasm[plain.len()..]).into_owned();
        let at = |function: usize| {
            let said = names(&named);
            (0..6).position(|place| said.contains(&format!("{}\u{8}{place:08}", char::from(function as u8)))).unwrap()
        };
        // The two of a kind side by side.
        assert!((0..3).all(|kind| at(kind).abs_diff(at(kind + 3)) == 1), "{:?}", names(&named));
        assert_eq!(named_by_likeness(&named).unwrap(), named, "its own names are replaced");
        assert!(named_by_likeness(b"\0asm but not quite").is_err());
    }
}
