#include "page_parts.hpp"

namespace wasmbench::report::html {

std::string_view page_script() {
    return R"(
for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const body = table.tBodies[0];
      const key = row => {
        const cell = row.cells[column];
        return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
      };
      const order = (a, b) => {
        const x = key(a), y = key(b);
        if (typeof x === typeof y) return (up ? 1 : -1) * (typeof x === 'number' ? x - y : x.localeCompare(y));
        return typeof x === 'number' ? -1 : 1;
      };
      body.append(...[...body.rows].sort(order));
    });
  });
}
)";
}

// openssl dgst -sha256 -binary | base64, of exactly what stands between the tags. A browser refuses the
// script when it is another one's, and says so on its console, which a test looks at.
std::string_view page_script_hash() {
    return "sha256-wSCXUJfFmGOGL33C0oQ7JXq+vMIyrztdGOdcIOyuCPg=";
}

} // namespace wasmbench::report::html
