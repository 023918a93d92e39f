# What Debian's policy wants in /usr/share/doc and a .tar.gz has no use for: run by CPack on the staged files, before it packs them.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
    return()
endif()

function(gzip from to)
    execute_process(COMMAND gzip -9nc INPUT_FILE "${from}" OUTPUT_FILE "${to}" COMMAND_ERROR_IS_FATAL ANY)
    file(REMOVE "${from}")
endfunction()

string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC) # SOURCE_DATE_EPOCH where it is set
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
    string(TOUPPER "${component}" upper)
    set(package "${CPACK_DEBIAN_${upper}_PACKAGE_NAME}")
    set(doc "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/${component}/usr/share/doc/${package}")
    file(READ "${doc}/LICENSE" license)
    file(REMOVE "${doc}/LICENSE")
    file(WRITE "${doc}/copyright" "Copyright: the contributors of wasmbench\n\n${license}")
    gzip("${doc}/CHANGELOG.md" "${doc}/changelog.gz")
    set(version "${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}")
    file(WRITE "${doc}/changelog.Debian"
        "${package} (${version}) unstable; urgency=medium\n\n  * Made by CPack; changelog.gz says what is new.\n\n"
        " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
    gzip("${doc}/changelog.Debian" "${doc}/changelog.Debian.gz")
endforeach()
