/**
 * The script of the page: the granularity slider, enlarging a picture, sorting and filtering the list of images. The
 * report is complete without them.
 */
export const script = `
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)]

  for (const card of all('.card')) {
    const explorer = card.querySelector('.explorer')
    if (explorer === null) continue
    const levels = all('[data-level]', card).sort((a, b) => a.dataset.level - b.dataset.level)
    const input = explorer.querySelector('input')
    const output = explorer.querySelector('output')
    const picture = explorer.querySelector('img')
    const newTag = () => Object.assign(document.createElement('span'), { className: 'tag', textContent: 'best Dice' })
    const tag = explorer.querySelector('.tag') ?? newTag()
    output.after(' ', tag)
    const show = index => {
      const source = levels[index].querySelector('img')
      picture.src = source.src
      picture.alt = source.alt
      output.textContent = levels[index].querySelector('figcaption').firstChild.textContent.trim()
      input.setAttribute('aria-valuetext', output.textContent)
      tag.hidden = !('best' in levels[index].dataset)
      levels.forEach((level, i) => level.classList.toggle('current', i === index))
    }
    input.addEventListener('input', () => show(Number(input.value)))
    levels.forEach((level, i) => {
      level.classList.add('choice')
      level.addEventListener('click', () => {
        input.value = String(i)
        show(i)
      })
    })
    input.closest('label').hidden = false
    if (levels.length > 0) show(Number(input.value))
  }

  const dialog = document.getElementById('enlarged')
  const enlarge = picture => {
    const large = dialog.querySelector('img')
    large.src = picture.src
    large.alt = picture.alt
    large.className = picture.className
    const [width, height] = [picture.naturalWidth, picture.naturalHeight]
    // Beyond 8, a small picture only grows blurred.
    const fit = Math.min(8, (0.92 * innerWidth) / width, (0.8 * innerHeight) / height)
    large.style.width = Math.round(width * (fit > 1 && large.className === 'map' ? Math.floor(fit) : fit)) + 'px'
    dialog.querySelector('p').textContent = picture.alt
    dialog.showModal()
  }
  for (const picture of all('.figures img, .proposals img')) {
    picture.tabIndex = 0
    picture.setAttribute('role', 'button')
    picture.classList.add('enlargeable')
    picture.title = 'Enlarge'
    picture.addEventListener('click', () => enlarge(picture))
    picture.addEventListener('keydown', event => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      enlarge(picture)
    })
  }
  dialog.addEventListener('click', () => dialog.close())

  const index = document.querySelector('.index')
  if (index === null) return
  const rows = all('tbody tr', index)
  const body = index.querySelector('tbody')
  const valueOf = (row, column) => {
    const { value } = row.children[column].dataset
    return value === undefined ? row.children[column].textContent.trim() : Number(value)
  }
  all('thead th', index).forEach((heading, column) => {
    const button = document.createElement('button')
    button.append(...heading.childNodes)
    heading.append(button)
    button.addEventListener('click', () => {
      const before = heading.getAttribute('aria-sort')
      const ascending = before === null ? column === 0 : before === 'descending'
      for (const other of all('thead th', index)) other.removeAttribute('aria-sort')
      heading.setAttribute('aria-sort', ascending ? 'ascending' : 'descending')
      const compare = (a, b) => {
        const [x, y] = [valueOf(a, column), valueOf(b, column)]
        return typeof x === 'number' ? x - y : x.localeCompare(y, undefined, { numeric: true })
      }
      body.append(...rows.sort((a, b) => (ascending ? compare(a, b) : compare(b, a))))
      const cards = document.getElementById('cards')
      for (const row of rows) cards.append(document.getElementById(row.dataset.card))
    })
  })
  const filter = document.getElementById('filter')
  const count = document.getElementById('filter-count')
  filter.closest('.controls').hidden = false
  filter.addEventListener('input', () => {
    const wanted = filter.value.trim().toLowerCase()
    let shown = 0
    for (const row of rows) {
      row.hidden = !row.dataset.name.includes(wanted)
      document.getElementById(row.dataset.card).hidden = row.hidden
      if (!row.hidden) shown++
    }
    count.textContent = wanted === '' ? '' : shown + ' of ' + rows.length
  })
})()
`
