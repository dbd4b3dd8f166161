// Who stands at the door: let in or not, by somebody who is in the call.
export class Knocks {
  constructor(root, say) {
    this.root = root;
    this.place = root.querySelector("[data-knocks]");
    this.say = say;
  }

  show(knocks) {
    this.place.replaceChildren();
    for (const one of knocks) this.add(one);
    this.raise();
  }

  // Over everything else of the page, whichever page it is.
  raise() {
    if (this.place.matches(":popover-open") !== this.place.childElementCount > 0) this.place.togglePopover();
  }

  add({ guest, name }) {
    this.remove(guest);
    const knock = this.root.querySelector("template[data-knock]").content.firstElementChild.cloneNode(true);
    knock.dataset.guest = guest;
    knock.querySelector("[data-knock-name]").textContent = name;
    const answer = (welcome) => () => this.say({ t: "answer", guest, welcome });
    knock.querySelector("[data-welcome]").addEventListener("click", answer(true));
    knock.querySelector("[data-refuse]").addEventListener("click", answer(false));
    this.place.append(knock);
    this.raise();
  }

  remove(guest) {
    this.place.querySelector(`[data-guest="${guest}"]`)?.remove();
    this.raise();
  }
}
